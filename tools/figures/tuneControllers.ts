import { writeFileSync } from 'node:fs';
import { compile } from '../../src/building/building';
import { best, forceWeights, lqrScore, passiveScore } from '../../src/evaluation/controllers/tuning';
import { Pace } from '../../src/evaluation/pace';
import { EVALUATED, V9_TUNINGS } from './evaluated';

/** Writes `src/evaluation/figures/tuning.json`. */

const { task, cases } = EVALUATED;
const pace = new Pace(new AbortController().signal);
const lqr = [];
for (const { magnitude, force_limit_kN } of cases) {
  const score = (weight: number) => lqrScore(task, magnitude, 1000 * force_limit_kN, weight);
  const forceWeight = await best(forceWeights(compile()), score, pace);
  console.log(magnitude, force_limit_kN, 'kN: R =', forceWeight, 'm2/N2, mean peak', score(forceWeight), 'm');
  lqr.push({ magnitude, force_limit_kN, forceWeight });
}
const score = passiveScore(task);
const passive = await best(V9_TUNINGS, score, pace);
console.log('passive damper:', passive, 'mean relative peak', score(passive));

const file = new URL('../../src/evaluation/figures/tuning.json', import.meta.url);
writeFileSync(file, `${JSON.stringify({ ...task, passive, lqr }, null, 2)}\n`);
