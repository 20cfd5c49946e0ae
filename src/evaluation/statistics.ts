import { meanOf } from '../numerics/mean';
import { quantilesOf } from '../numerics/quantile';
import { bootstrapDraws, TAIL } from './bootstrapDraws';

/** An estimate with its 95 % interval. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The mean of a sample with its bootstrap-t interval (Efron and Tibshirani 1993, section 12.5). For a paired comparison,
 * give it the differences.
 */
export function meanEstimate(sample: readonly number[]): Estimate {
  return bootstrap([sample], ([drawn]) => {
    const value = meanOf(drawn);
    return { value, error: errorOfMean(drawn, value) };
  });
}

/** How much the mean of a sample differs from that of its pairs, as a part of theirs, with its interval. */
export function relativeChange(sample: readonly number[], reference: readonly number[]): Estimate {
  const deviations = new Float64Array(sample.length);
  return bootstrap([sample, reference], ([drawn, pairs]) => {
    const mean = meanOf(pairs);
    const ratio = meanOf(drawn) / mean;
    // The ratio's error to first order in the deviations of both means (Cochran 1977, section 2.11).
    for (let i = 0; i < deviations.length; i++) deviations[i] = drawn[i] - ratio * pairs[i];
    return { value: ratio - 1, error: errorOfMean(deviations, 0) / Math.abs(mean) };
  });
}

/** A statistic of a sample, or of one drawn from it, and its standard error. */
interface Statistic {
  readonly value: number;
  readonly error: number;
}

/** Less than this part of a statistic is rounding. */
const NO_ERROR = 1e-12;

/**
 * The 97.5 % quantile of Student's t by its degrees of freedom, from 1 (NIST/SEMATECH e-Handbook of Statistical Methods,
 * section 1.3.6.7.2): resamples of fewer than eight values say too little.
 */
const STUDENT = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447];

/**
 * How far a statistic is off, in its own standard errors, is taken to be distributed as that of the resamples is. Unlike the
 * percentiles of the resamples themselves, which are too narrow for few values and for a skewed distribution, this covers
 * what it says.
 *
 * @param samples of which the same places are drawn
 */
function bootstrap(
  samples: readonly (readonly number[])[],
  statistic: (drawn: readonly Float64Array[]) => Statistic,
): Estimate {
  const size = samples[0].length;
  const { value, error } = statistic(samples.map((sample) => new Float64Array(sample)));
  if (!(error > NO_ERROR * Math.abs(value))) return { value, low: value, high: value };
  const few = STUDENT.at(size - 2);
  if (few !== undefined) return { value, low: value - few * error, high: value + few * error };
  const drawn = samples.map(() => new Float64Array(size));
  const deviations: number[] = [];
  for (const places of bootstrapDraws(size, size)) {
    for (const [index, sample] of samples.entries()) {
      const values = drawn[index];
      for (let i = 0; i < size; i++) values[i] = sample[places[i]];
    }
    const one = statistic(drawn);
    // One value drawn again and again says nothing of the spread.
    if (one.error > NO_ERROR * Math.abs(one.value)) deviations.push((one.value - value) / one.error);
  }
  const [low, high] = quantilesOf(deviations, [TAIL, 1 - TAIL]);
  return { value, low: value - high * error, high: value - low * error };
}

/** Standard error of the mean of what is spread around it; 0 for a single value. */
function errorOfMean(values: Float64Array, mean: number): number {
  const count = values.length;
  if (count < 2) return 0;
  let squares = 0;
  for (let i = 0; i < count; i++) squares += (values[i] - mean) ** 2;
  return Math.sqrt(squares / (count - 1) / count);
}
