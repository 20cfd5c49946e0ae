import type { Magnitude, Spectrum } from '../../../src/groundMotion/synthetic';
import { MAGNITUDE_PARAMETERS, powerSpectrum } from '../../../src/groundMotion/synthetic';
import { TIME_STEP } from '../../../src/building/newmark';
import { inverse, multiply } from '../../../src/numerics/matrix';

/** What the ground's past says of its future, where it shakes as a magnitude's power spectrum says and does not fade. */
export interface GroundPrediction {
  /** Steps of the past that are seen. */
  readonly past: number;
  /** Steps that are predicted. */
  readonly future: number;
  /** future x past: the expected accelerations, by the last ones, the newest first. */
  readonly weights: Float64Array;
  /** future x future: the covariance of what is left, where the ground's variance is 1. */
  readonly covariance: Float64Array;
}

/** Frequencies that the autocovariance is summed over, from 0 to that of Nyquist. */
const FREQUENCIES = 4096;
/** Added to the diagonal of the past's covariance, which is nearly singular: real sensors have noise. */
const NOISE = 1e-4;

/** The best linear prediction (Wiener 1949), from the autocovariance that the power spectrum has. */
export function groundPrediction(
  magnitude: Magnitude,
  spectrum: Spectrum,
  { past, future }: Pick<GroundPrediction, 'past' | 'future'>,
): GroundPrediction {
  const covariances = autocovariance(magnitude, spectrum, past + future);
  const ofPast = new Float64Array(past * past);
  for (let i = 0; i < past; i++) {
    for (let j = 0; j < past; j++)
      ofPast[i * past + j] = covariances[Math.abs(i - j)] + (i === j ? NOISE : 0);
  }
  const precision = inverse(ofPast, past);
  const weights = new Float64Array(future * past);
  const covariance = new Float64Array(future * future);
  const shared = Array.from({ length: future }, (_, step) => covariances.slice(step + 1, step + 1 + past));
  shared.forEach((row, step) => weights.set(multiply(precision, row, past), step * past));
  for (let i = 0; i < future; i++) {
    for (let j = 0; j < future; j++) {
      let known = 0;
      for (let k = 0; k < past; k++) known += weights[i * past + k] * shared[j][k];
      covariance[i * future + j] = covariances[Math.abs(i - j)] - known;
    }
  }
  return { past, future, weights, covariance };
}

/** Of the ground's acceleration by lag in steps, in parts of its variance. */
function autocovariance(magnitude: Magnitude, spectrum: Spectrum, lags: number): Float64Array {
  const parameters = MAGNITUDE_PARAMETERS[magnitude];
  const values = new Float64Array(lags);
  let total = 0;
  for (let k = 1; k < FREQUENCIES; k++) {
    const cycles = (0.5 * k) / FREQUENCIES;
    const power = powerSpectrum(cycles / TIME_STEP, parameters, spectrum);
    total += power;
    for (let lag = 0; lag < lags; lag++) values[lag] += power * Math.cos(2 * Math.PI * cycles * lag);
  }
  return values.map((value) => value / total);
}
