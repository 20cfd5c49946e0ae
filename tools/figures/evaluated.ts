import { MAGNITUDES } from '../../src/groundMotion/synthetic';

/** What the stored figures are for: the usual records, at each stage's force limit and at the final evaluation's. */
const STAGE_LIMITS = { 'M4.5': 50, 'M5.7': 100, 'M7.4': 150, 'M8.4': 150 } as const;
const FINAL_LIMIT = 150;

export const EVALUATED = {
  task: { spectrum: 'clough-penzien', integrator: 'newmark' },
  cases: MAGNITUDES.flatMap((magnitude) =>
    [...new Set([STAGE_LIMITS[magnitude], FINAL_LIMIT])].map((force_limit_kN) => ({
      magnitude,
      force_limit_kN,
    })),
  ),
} as const;
