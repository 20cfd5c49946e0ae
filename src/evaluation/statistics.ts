import { quantileOf } from '../numerics/quantile';
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
  return bootstrap(sample.length, (order) => {
    const value = meanAt(sample, order);
    return { value, error: errorOfMean(order, (i) => sample[i] - value) };
  });
}

/** How much the mean of a sample differs from that of its pairs, as a part of theirs, with its interval. */
export function relativeChange(sample: readonly number[], reference: readonly number[]): Estimate {
  return bootstrap(sample.length, (order) => {
    const mean = meanAt(reference, order);
    const ratio = meanAt(sample, order) / mean;
    // The ratio's error to first order in the deviations of both means (Cochran 1977, section 2.11).
    const error = errorOfMean(order, (i) => sample[i] - ratio * reference[i]) / Math.abs(mean);
    return { value: ratio - 1, error };
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
 */
function bootstrap(size: number, statistic: (order: ArrayLike<number>) => Statistic): Estimate {
  const { value, error } = statistic(Array.from({ length: size }, (_, i) => i));
  if (!(error > NO_ERROR * Math.abs(value))) return { value, low: value, high: value };
  const few = STUDENT.at(size - 2);
  if (few !== undefined) return { value, low: value - few * error, high: value + few * error };
  const replicates = bootstrapDraws(size, size).map(statistic);
  const deviations = replicates.flatMap((drawn) =>
    // One value drawn again and again says nothing of the spread.
    drawn.error > NO_ERROR * Math.abs(drawn.value) ? [(drawn.value - value) / drawn.error] : [],
  );
  return {
    value,
    low: value - quantileOf(deviations, 1 - TAIL) * error,
    high: value - quantileOf(deviations, TAIL) * error,
  };
}

function meanAt(sample: readonly number[], order: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < order.length; i++) total += sample[order[i]];
  return total / order.length;
}

/** Standard error of the mean of what deviates from it by so much; 0 for a single value. */
function errorOfMean(order: ArrayLike<number>, deviation: (index: number) => number): number {
  const count = order.length;
  if (count < 2) return 0;
  let squares = 0;
  for (let i = 0; i < count; i++) squares += deviation(order[i]) ** 2;
  return Math.sqrt(squares / (count - 1) / count);
}
