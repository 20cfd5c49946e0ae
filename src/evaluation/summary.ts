import { episodeStatistics } from './episodeStatistics';
import type { FirstMetric, MetricName } from './metricNames';
import type { ControllerName, StageEvaluation } from './stageEvaluation';
import { CONTROLLERS, REFERENCES, sampleOf } from './stageEvaluation';
import type { Estimate } from './statistics';
import { meanEstimate, relativeChange } from './statistics';
import { recordsWithin } from './strokeLimit';
import type { PolicyStatistics } from './validate';

/** One controller beside another on the same records. */
export interface PairedComparison {
  readonly controller: ControllerName;
  readonly reference: ControllerName;
}

/** The comparisons that are reported: of each with none, then of the policy with each. */
export const PAIRS: readonly PairedComparison[] = [
  ...CONTROLLERS.slice(1).map((controller) => ({ controller, reference: 'uncontrolled' as const })),
  ...REFERENCES.slice(1).map((reference) => ({ controller: 'ppo' as const, reference })),
];

/** How many records the means are taken over. */
export function sampleSize({ records }: StageEvaluation): number {
  return sampleOf(records).length;
}

/** Mean of a metric over the sample; null where it was not measured yet when the evaluation was made. */
export function metricMean(
  evaluation: StageEvaluation,
  controller: ControllerName,
  metric: FirstMetric,
): Estimate;
export function metricMean(
  evaluation: StageEvaluation,
  controller: ControllerName,
  metric: MetricName,
): Estimate | null;
export function metricMean(
  { responses }: StageEvaluation,
  controller: ControllerName,
  metric: MetricName,
): Estimate | null {
  const values = responses[controller][metric];
  return values ? meanEstimate(sampleOf(values)) : null;
}

/** Mean over the sample of the difference on the same record, in the metric's unit; null where it was not measured yet. */
export function pairedDifference(
  evaluation: StageEvaluation,
  pair: PairedComparison,
  metric: FirstMetric,
): Estimate;
export function pairedDifference(
  evaluation: StageEvaluation,
  pair: PairedComparison,
  metric: MetricName,
): Estimate | null;
export function pairedDifference(
  { responses }: StageEvaluation,
  { controller, reference }: PairedComparison,
  metric: MetricName,
): Estimate | null {
  const values = responses[controller][metric];
  const others = responses[reference][metric];
  return values && others ? meanEstimate(sampleOf(values.map((value, i) => value - others[i]))) : null;
}

/** Change of the sample's mean, as a part of the reference's. */
export function pairedChange(
  { responses }: StageEvaluation,
  { controller, reference }: PairedComparison,
  metric: FirstMetric,
): Estimate {
  return relativeChange(sampleOf(responses[controller][metric]), sampleOf(responses[reference][metric]));
}

/** On how many records of the sample the controller's peak is below the reference's. */
export function recordsBelow(
  { responses }: StageEvaluation,
  { controller, reference }: PairedComparison,
): number {
  const peaks = sampleOf(responses[controller].peakRoofDisplacement);
  const others = sampleOf(responses[reference].peakRoofDisplacement);
  return peaks.filter((peak, i) => peak < others[i]).length;
}

/** The record of the sample on which a controller's peak is largest. */
export function worstRecord({ records, responses }: StageEvaluation, controller: ControllerName) {
  const peaks = sampleOf(responses[controller].peakRoofDisplacement);
  const peak = Math.max(...peaks);
  return { record: sampleOf(records)[peaks.indexOf(peak)], peak };
}

/** Mean of the smallest possible peaks over the sample, m; null where they are not known. */
export function smallestPeakMean({ smallestPeaks }: StageEvaluation): Estimate | null {
  return smallestPeaks && meanEstimate(sampleOf(smallestPeaks));
}

/** How a controller uses the damper's stroke over the sample. */
export interface StrokeUse {
  /** m */
  readonly mean: number;
  /** m */
  readonly largest: number;
  /** Records on which it stays within the limit, of the sample. */
  readonly within: number;
  readonly of: number;
}

/** @returns null where the stroke is free */
export function strokeUse(
  { responses, stroke_limit_m }: Pick<StageEvaluation, 'responses' | 'stroke_limit_m'>,
  controller: ControllerName,
): StrokeUse | null {
  if (stroke_limit_m === undefined) return null;
  const strokes = sampleOf(responses[controller].peakStroke);
  return {
    mean: strokes.reduce((sum, stroke) => sum + stroke, 0) / strokes.length,
    largest: Math.max(...strokes),
    within: recordsWithin(strokes, stroke_limit_m),
    of: strokes.length,
  };
}

/** Over the sample, what a validation measures on its records; null where what the policy earned was not kept. */
export function heldOutStatistics({ responses, episodes }: StageEvaluation): PolicyStatistics | null {
  if (!episodes) return null;
  const peaks = sampleOf(responses.ppo.peakRoofDisplacement);
  const meanPeak = peaks.reduce((sum, peak) => sum + peak, 0) / peaks.length;
  return { meanPeak, ...episodeStatistics(sampleOf(episodes)) };
}
