import type { GroundMotion } from './groundMotion';
import { peakResponse } from './oscillator';

/** What a record does to oscillators of many periods; arrays have one entry a period. */
export interface ResponseSpectrum {
  /** Part of critical damping. */
  readonly damping: number;
  /** Natural periods, s, ascending. */
  readonly periods: Float64Array;
  /** Sd: peak displacement relative to the ground, m. */
  readonly displacement: Float64Array;
  /** Sv: peak velocity relative to the ground, m/s. */
  readonly velocity: Float64Array;
  /** Sa: peak absolute acceleration, m/s2. */
  readonly acceleration: Float64Array;
}

export const SPECTRUM_DAMPING = 0.05;

/** From stiff equipment to beyond the building's first mode (5.1 s): evenly spaced logarithms. */
export const SPECTRUM_PERIODS: Float64Array = logarithmic(0.05, 10, 96);

/** The response spectrum of a record: real velocities and accelerations, not pseudo ones. */
export function responseSpectrum(
  motion: GroundMotion,
  periods: Float64Array = SPECTRUM_PERIODS,
  damping = SPECTRUM_DAMPING,
): ResponseSpectrum {
  const peaks = Array.from(periods, (period) => peakResponse(motion, { period, damping }));
  return {
    damping,
    periods,
    displacement: Float64Array.from(peaks, (peak) => peak.displacement),
    velocity: Float64Array.from(peaks, (peak) => peak.velocity),
    acceleration: Float64Array.from(peaks, (peak) => peak.acceleration),
  };
}

function logarithmic(first: number, last: number, count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => first * (last / first) ** (i / (count - 1)));
}
