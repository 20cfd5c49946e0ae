import { causalPeaks } from '../../src/evaluation/causalPeaks';
import { compareControllers } from '../../src/evaluation/comparison';
import { smallestPeaks } from '../../src/evaluation/knownFigures';
import { Pace } from '../../src/evaluation/pace';
import { REFERENCES, sampleOf } from '../../src/evaluation/stageEvaluation';
import { meanEstimate } from '../../src/evaluation/statistics';
import { centimetres } from '../../src/ui/format';
import { EVALUATED } from './evaluated';

/** Prints what policies are compared with, mean peaks with their intervals in cm: the table of docs/evaluation.md. */

const pace = Pace.uninterrupted();

/** @param peaks by record, m */
function cell(peaks: readonly number[]): string {
  const { value, low, high } = meanEstimate(sampleOf(peaks));
  return `${centimetres(value)} (${centimetres(low)}-${centimetres(high)})`;
}

for (const { magnitude, force_limit_kN } of EVALUATED.cases) {
  const task = { ...EVALUATED.task, magnitude, force_limit_kN };
  const responses = await compareControllers({ ...task, stroke_limit_m: null }, pace);
  const references = REFERENCES.map((name) => cell(responses[name].peakRoofDisplacement));
  const smallest = smallestPeaks(task);
  const causal = causalPeaks({ magnitude, force_limit_kN, smallestPeaks: smallest });
  const stored = [causal, smallest].map((peaks) => (peaks ? cell(peaks) : ''));
  console.log(`| ${[magnitude, force_limit_kN, ...references, ...stored].join(' | ')} |`);
}
