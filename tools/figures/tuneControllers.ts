import { writeFileSync } from 'node:fs';
import { best, bestLqrWeights, lqrScore, passiveScore } from '../../src/evaluation/controllers/tuning';
import { Pace } from '../../src/evaluation/pace';
import { EVALUATED, V9_TUNINGS } from './evaluated';

/** Writes `src/evaluation/figures/tuning.json`. */

const { task, cases, limitedCases } = EVALUATED;
const pace = Pace.uninterrupted();
const lqr = [];
for (const limits of [...cases.map((one) => ({ ...one, stroke_limit_m: null })), ...limitedCases]) {
  const tuned = { ...task, ...limits };
  const weights = await bestLqrWeights(tuned, pace);
  const { magnitude, force_limit_kN, stroke_limit_m } = limits;
  const stroke = stroke_limit_m === null ? 'free stroke' : `${stroke_limit_m} m`;
  console.log(magnitude, force_limit_kN, 'kN,', stroke, weights, 'score', lqrScore(tuned, weights), 'm');
  lqr.push({ ...limits, forceWeight: weights.force, strokeWeight: weights.stroke, gain: weights.gain });
}
const score = passiveScore(task);
const passive = await best(V9_TUNINGS, score, pace);
console.log('passive damper:', passive, 'mean relative peak', score(passive));

const file = new URL('../../src/evaluation/figures/tuning.json', import.meta.url);
writeFileSync(file, `${JSON.stringify({ ...task, passive, lqr }, null, 2)}\n`);
