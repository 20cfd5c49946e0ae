import { writeFileSync } from 'node:fs';
import { Pace } from '../../src/evaluation/pace';
import { lqrRobustness } from '../../src/evaluation/robustness';
import { ROBUSTNESS_CONDITIONS } from '../../src/evaluation/robustnessConditions';
import { MAGNITUDES } from '../../src/groundMotion/synthetic';
import { EVALUATED } from './evaluated';

/** Writes `src/evaluation/figures/lqrRobustness.json`. */

const { task } = EVALUATED;
const pace = Pace.uninterrupted();
const rows = [];
for (const magnitude of MAGNITUDES) {
  for (const condition of ROBUSTNESS_CONDITIONS) {
    const peaks = await lqrRobustness({ ...task, stroke_limit_m: null }, magnitude, condition, pace);
    rows.push({
      magnitude,
      condition: condition.name,
      peaks_m: peaks.map((peak) => Number(peak.toPrecision(7))),
    });
    console.log(magnitude, condition.name);
  }
}
const file = new URL('../../src/evaluation/figures/lqrRobustness.json', import.meta.url);
writeFileSync(file, `${JSON.stringify({ ...task, rows }, null, 2)}\n`);
