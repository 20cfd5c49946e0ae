import { exp } from '../numerics/exponential';
import { cos, sin } from '../numerics/trigonometric';
import { PURPOSE, RandomStream } from '../random/stream';
import { fft } from '../numerics/fft';
import type { GroundMotion } from './groundMotion';
import { peakGroundAcceleration } from './groundMotion';

export const MAGNITUDES = ['M4.5', 'M5.7', 'M7.4', 'M8.4'] as const;
export type Magnitude = (typeof MAGNITUDES)[number];

/**
 * `kanai-tajimi`: white noise filtered by the soil (Kanai 1957, Tajimi 1960); it keeps its content down to 0 Hz.
 * `clough-penzien`: a second filter takes the lowest frequencies out, as in real accelerograms (Clough and Penzien 1975).
 */
export type Spectrum = 'clough-penzien' | 'kanai-tajimi';

interface MagnitudeParameters {
  /** Peak ground acceleration, g. */
  readonly pga: number;
  /** Seconds. */
  readonly duration: number;
  /** Frequency of the soil, Hz. */
  readonly soilFrequency: number;
  /** Damping ratio of the soil. */
  readonly soilDamping: number;
}

export const MAGNITUDE_PARAMETERS: Readonly<Record<Magnitude, MagnitudeParameters>> = {
  'M4.5': { pga: 0.25, duration: 20, soilFrequency: 4, soilDamping: 0.6 },
  'M5.7': { pga: 0.35, duration: 40, soilFrequency: 3, soilDamping: 0.65 },
  'M7.4': { pga: 0.75, duration: 60, soilFrequency: 2, soilDamping: 0.7 },
  'M8.4': { pga: 0.9, duration: 120, soilFrequency: 1.5, soilDamping: 0.75 },
};

/** Seconds between two samples: 50 Hz, the environment's step. */
const TIME_STEP = 0.02;
/** The high-pass filter of Clough and Penzien relative to the soil. */
const HIGH_PASS_FREQUENCY_RATIO = 0.1;
const HIGH_PASS_DAMPING = 0.6;

/**
 * A synthetic earthquake: random phases under a power spectrum, an envelope, scaled to the magnitude's PGA.
 *
 * @param seed unsigned 32-bit integer; the same seed gives the same record
 */
export function syntheticGroundMotion(
  name: string,
  magnitude: Magnitude,
  spectrum: Spectrum,
  seed: number,
): GroundMotion {
  const parameters = MAGNITUDE_PARAMETERS[magnitude];
  const samples = Math.round(parameters.duration / TIME_STEP);
  const noise = filteredNoise(samples, parameters, spectrum, new RandomStream(seed, 0, PURPOSE.recordPhase));
  const shaped = noise.map((value, k) => value * envelope(k * TIME_STEP, parameters.duration));
  const scale = parameters.pga / peakGroundAcceleration({ name, dt: TIME_STEP, acceleration: shaped });
  return { name, dt: TIME_STEP, acceleration: shaped.map((value) => scale * value) };
}

/** Stationary noise: sum of cosines with amplitudes from the power spectrum and phases from the generator. */
function filteredNoise(
  samples: number,
  parameters: MagnitudeParameters,
  spectrum: Spectrum,
  random: RandomStream,
): Float64Array {
  const size = 2 ** Math.ceil(Math.log2(samples));
  const real = new Float64Array(size);
  const imaginary = new Float64Array(size);
  for (let k = 1; k < size / 2; k++) {
    const frequency = k / (size * TIME_STEP);
    const amplitude = Math.sqrt(powerSpectrum(frequency, parameters, spectrum));
    const phase = 2 * Math.PI * random.uniform(0, k);
    real[k] = amplitude * cos(phase);
    imaginary[k] = amplitude * sin(phase);
  }
  fft({ real, imaginary });
  return real.slice(0, samples);
}

/** Relative power at a frequency in Hz. */
export function powerSpectrum(
  frequency: number,
  { soilFrequency, soilDamping }: MagnitudeParameters,
  spectrum: Spectrum,
): number {
  const ratio = frequency / soilFrequency;
  const soil = (2 * soilDamping * ratio) ** 2;
  const kanaiTajimi = (1 + soil) / ((1 - ratio ** 2) ** 2 + soil);
  if (spectrum === 'kanai-tajimi') return kanaiTajimi;
  const high = frequency / (HIGH_PASS_FREQUENCY_RATIO * soilFrequency);
  const passed = (high ** 2) ** 2; // A fourth power has other bits in each browser, a square has not.
  return (kanaiTajimi * passed) / ((1 - high ** 2) ** 2 + (2 * HIGH_PASS_DAMPING * high) ** 2);
}

/** Builds up over 15 % of the duration, is strong until 70 %, then dies away. */
function envelope(time: number, duration: number): number {
  const strong = 0.15 * duration;
  const fading = 0.7 * duration;
  if (time < strong) return (time / strong) ** 2;
  return time < fading ? 1 : exp(-0.5 * (time - fading));
}
