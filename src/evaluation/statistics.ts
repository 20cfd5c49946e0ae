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

/** The same for more of them, by its expansion around the normal distribution's (Abramowitz and Stegun 1964, 26.7.5). */
function studentQuantile(degreesOfFreedom: number): number {
  const known = STUDENT.at(degreesOfFreedom - 1);
  if (known !== undefined) return known;
  const z = 1.959964;
  const terms = [
    (z ** 3 + z) / 4,
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96,
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384,
  ];
  return terms.reduce((sum, term, i) => sum + term / degreesOfFreedom ** (i + 1), z);
}

/**
 * How far a statistic is off, in its own standard errors, is taken to be distributed as that of the resamples is. Unlike the
 * percentiles of the resamples themselves, which are too narrow for few values and for a skewed distribution, this covers
 * what it says. Where nearly all values are the same, as of a force that mostly is its limit, many resamples have no spread: they are
 * infinitely many standard errors off, and where that leaves an end open, Student's t closes it.
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
  const byStudent = () => {
    const width = studentQuantile(size - 1) * error;
    return { value, low: value - width, high: value + width };
  };
  if (size - 1 <= STUDENT.length) return byStudent();
  const drawn = samples.map(() => new Float64Array(size));
  const deviations: number[] = [];
  for (const places of bootstrapDraws(size, size)) {
    for (const [index, sample] of samples.entries()) {
      const values = drawn[index];
      for (let i = 0; i < size; i++) values[i] = sample[places[i]];
    }
    const one = statistic(drawn);
    const off = one.value - value;
    deviations.push(
      one.error > NO_ERROR * Math.abs(one.value) ? off / one.error : off && Math.sign(off) * Infinity,
    );
  }
  const [low, high] = quantilesOf(deviations, [TAIL, 1 - TAIL]);
  if (!Number.isFinite(low) || !Number.isFinite(high)) return byStudent();
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
