import { quantileOf } from '../numerics/quantile';
import { PURPOSE, RandomStream } from '../random/stream';

/** An estimate with its 95 % interval. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

const RESAMPLES = 2000;
const TAIL = 0.025;

const cache = new Map<number, readonly Uint32Array[]>();

/**
 * The mean of a sample with its percentile bootstrap interval (Efron and Tibshirani 1993, chapter 13). For a paired
 * comparison, give it the differences.
 */
export function meanEstimate(sample: readonly number[]): Estimate {
  return bootstrap(sample.length, (order) => meanAt(sample, order));
}

/** How much the mean of a sample differs from that of its pairs, as a part of theirs, with its interval. */
export function relativeChange(sample: readonly number[], reference: readonly number[]): Estimate {
  return bootstrap(sample.length, (order) => meanAt(sample, order) / meanAt(reference, order) - 1);
}

function bootstrap(size: number, statistic: (order: ArrayLike<number>) => number): Estimate {
  const replicates = resamples(size).map(statistic);
  return {
    value: statistic(Array.from({ length: size }, (_, i) => i)),
    low: quantileOf(replicates, TAIL),
    high: quantileOf(replicates, 1 - TAIL),
  };
}

/** The same for every sample of a size, so that the same data give the same interval everywhere. */
function resamples(size: number): readonly Uint32Array[] {
  const known = cache.get(size);
  if (known) return known;
  const random = new RandomStream(0, 0, PURPOSE.bootstrap);
  const drawn = Array.from({ length: RESAMPLES }, (_, replicate) =>
    Uint32Array.from({ length: size }, (_, i) => random.integer(replicate, i, size)),
  );
  cache.set(size, drawn);
  return drawn;
}

function meanAt(sample: readonly number[], order: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < order.length; i++) total += sample[order[i]];
  return total / order.length;
}
