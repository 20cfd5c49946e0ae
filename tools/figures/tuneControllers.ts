import { writeFileSync } from 'node:fs';
import {
  best,
  FORCE_WEIGHTS,
  lqrScore,
  passiveScore,
  TUNINGS,
} from '../../src/evaluation/controllers/tuning';
import { EVALUATED } from './evaluated';

/** Writes `src/evaluation/figures/tuning.json`. */

const { task, cases } = EVALUATED;
const lqr = cases.map(({ magnitude, force_limit_kN }) => {
  const score = (weight: number) => lqrScore(task, magnitude, 1000 * force_limit_kN, weight);
  const forceWeight = best(FORCE_WEIGHTS, score);
  console.log(magnitude, force_limit_kN, 'kN: R =', forceWeight, 'm2/N2, mean peak', score(forceWeight), 'm');
  return { magnitude, force_limit_kN, forceWeight };
});
const score = passiveScore(task);
const passive = best(TUNINGS, score);
console.log('passive damper:', passive, 'mean relative peak', score(passive));

const file = new URL('../../src/evaluation/figures/tuning.json', import.meta.url);
writeFileSync(file, `${JSON.stringify({ ...task, passive, lqr }, null, 2)}\n`);
