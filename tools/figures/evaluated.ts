import type { Tuning } from '../../src/evaluation/controllers/passiveDamper';
import { MAGNITUDES } from '../../src/groundMotion/synthetic';

/** What the stored figures are for: the usual records, at each stage's force limit and at the final evaluation's. */
const STAGE_LIMITS = { 'M4.5': 50, 'M5.7': 100, 'M7.4': 150, 'M8.4': 150 } as const;
const FINAL_LIMIT = 150;
/** Of the damper's stroke, m: the recipe `buildable`'s, by stage, and its last one for the final evaluation. */
const STROKE_LIMITS = { 'M4.5': 1, 'M5.7': 1.5, 'M7.4': 2, 'M8.4': 2.5 } as const;
const FINAL_STROKE_LIMIT = 2.5;

export const EVALUATED = {
  task: { spectrum: 'clough-penzien', integrator: 'newmark' },
  cases: MAGNITUDES.flatMap((magnitude) =>
    [...new Set([STAGE_LIMITS[magnitude], FINAL_LIMIT])].map((force_limit_kN) => ({
      magnitude,
      force_limit_kN,
    })),
  ),
  /** The same with the damper's stroke limited. */
  limitedCases: MAGNITUDES.flatMap((magnitude) => {
    const ofStage = {
      magnitude,
      force_limit_kN: STAGE_LIMITS[magnitude],
      stroke_limit_m: STROKE_LIMITS[magnitude],
    };
    const ofFinal = { magnitude, force_limit_kN: FINAL_LIMIT, stroke_limit_m: FINAL_STROKE_LIMIT };
    const isSame = ofStage.force_limit_kN === FINAL_LIMIT && ofStage.stroke_limit_m === FINAL_STROKE_LIMIT;
    return isSame ? [ofStage] : [ofStage, ofFinal];
  }),
} as const;

/** Tunings that the v9 building's passive damper was tried with, closer together than for a building that nobody knows. */
export const V9_TUNINGS: readonly Tuning[] = [
  0.18, 0.185, 0.19, 0.1925, 0.195, 0.1975, 0.2, 0.2025, 0.205, 0.21,
].flatMap((frequency) => [0.01, 0.02, 0.03, 0.05, 0.1].map((dampingRatio) => ({ frequency, dampingRatio })));
