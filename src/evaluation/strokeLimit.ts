import type { ResponseMetrics } from '../building/responseMetrics';
import { meanOf } from '../numerics/mean';

/** Part of the records on which a damper has to stay within its limit to be said to keep it. */
const KEPT_ON = 0.95;

/** Added to the score of what does not keep its limit, m: larger than any peak. */
const NOT_KEPT = 1e6;

/** On how many records the stroke stays within the limit. @param peakStrokes m, by record */
export function recordsWithin(peakStrokes: readonly number[], strokeLimit: number): number {
  return peakStrokes.filter((stroke) => stroke <= strokeLimit).length;
}

/**
 * What controllers of one building are chosen by; smaller is better. It is the mean peak roof displacement, m, of one that
 * keeps the limit on 95 % of the records. Any other comes after all of these, by the mean excess of its strokes.
 *
 * @param strokeLimit m; null: none, which everyone keeps
 */
export function limitedPeak(
  metrics: readonly Pick<ResponseMetrics, 'peakRoofDisplacement' | 'peakStroke'>[],
  strokeLimit: number | null,
): number {
  const strokes = metrics.map(({ peakStroke }) => peakStroke);
  if (strokeLimit === null || recordsWithin(strokes, strokeLimit) >= KEPT_ON * strokes.length) {
    return meanOf(metrics.map(({ peakRoofDisplacement }) => peakRoofDisplacement));
  }
  return NOT_KEPT + meanOf(strokes.map((stroke) => Math.max(0, stroke - strokeLimit)));
}

/** What `limitedPeak` says. */
export type LimitedPeak = { readonly meanPeak: number } | { readonly meanExcess: number };

/** A score of `limitedPeak` in its parts, m. */
export function readLimitedPeak(score: number): LimitedPeak {
  return score < NOT_KEPT ? { meanPeak: score } : { meanExcess: score - NOT_KEPT };
}
