import causal from './figures/causalPeaks.json';
import type { StageEvaluation } from './stageEvaluation';
import { sampleOf } from './stageEvaluation';
import type { Estimate } from './statistics';
import { meanEstimate } from './statistics';

/**
 * Peak roof displacements, m, by record, of the best controller known that sees no future; docs/evaluation.md tells how it
 * was found. It has ideal sensors and a free stroke, and is known for the records, the building and the force limits that the
 * smallest possible peaks are known for: null elsewhere.
 */
export function causalPeaks({
  magnitude,
  force_limit_kN,
  stroke_limit_m,
  smallestPeaks,
}: Pick<StageEvaluation, 'magnitude' | 'force_limit_kN' | 'stroke_limit_m' | 'smallestPeaks'>):
  readonly number[] | null {
  if (!smallestPeaks || stroke_limit_m !== undefined) return null;
  const known = causal.peaks.find(
    (one) => one.magnitude === magnitude && one.force_limit_kN === force_limit_kN,
  );
  return known?.peaks_m.length === smallestPeaks.length ? known.peaks_m : null;
}

/** Mean peak of the best causal controller known over the sample, m; null where it is not known. */
export function causalPeakMean(evaluation: StageEvaluation): Estimate | null {
  const peaks = causalPeaks(evaluation);
  return peaks && meanEstimate(sampleOf(peaks));
}
