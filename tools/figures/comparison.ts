import { compareControllers } from '../../src/evaluation/comparison';
import causal from '../../src/evaluation/figures/causalPeaks.json';
import smallest from '../../src/evaluation/figures/smallestPeaks.json';
import { Pace } from '../../src/evaluation/pace';
import { REFERENCES, sampleOf } from '../../src/evaluation/stageEvaluation';
import { meanEstimate } from '../../src/evaluation/statistics';
import { centimetres } from '../../src/ui/format';
import { EVALUATED } from './evaluated';

/** Prints what policies are compared with, mean peaks with their intervals in cm: the table of docs/evaluation.md. */

const pace = new Pace(new AbortController().signal);

/** @param peaks by record, m */
function cell(peaks: readonly number[]): string {
  const { value, low, high } = meanEstimate(sampleOf(peaks));
  return `${centimetres(value)} (${centimetres(low)}-${centimetres(high)})`;
}

for (const { magnitude, force_limit_kN } of EVALUATED.cases) {
  const limits = { force_limit_kN, stroke_limit_m: null };
  const responses = await compareControllers({ ...EVALUATED.task, magnitude, ...limits }, pace);
  const references = REFERENCES.map((name) => cell(responses[name].peakRoofDisplacement));
  const stored = [causal, smallest].map(({ peaks }) => {
    const ofCase = peaks.find((one) => one.magnitude === magnitude && one.force_limit_kN === force_limit_kN);
    return ofCase ? cell(ofCase.peaks_m) : '';
  });
  console.log(`| ${[magnitude, force_limit_kN, ...references, ...stored].join(' | ')} |`);
}
