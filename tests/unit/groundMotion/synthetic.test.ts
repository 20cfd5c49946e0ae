import { describe, expect, test } from 'vitest';
import { fft } from '../../../src/numerics/fft';
import type { GroundMotion } from '../../../src/groundMotion/groundMotion';
import { peakGroundAcceleration } from '../../../src/groundMotion/groundMotion';
import type { Spectrum } from '../../../src/groundMotion/synthetic';
import {
  MAGNITUDE_PARAMETERS,
  MAGNITUDES,
  powerSpectrum,
  syntheticGroundMotion,
} from '../../../src/groundMotion/synthetic';
import { expectClose } from '../../support/expectClose';

const SEEDS = Array.from({ length: 20 }, (_, seed) => seed);
const motions = (spectrum: Spectrum) =>
  SEEDS.map((seed) => syntheticGroundMotion('test', 'M7.4', spectrum, seed));
const parameters = MAGNITUDE_PARAMETERS['M7.4'];

/** Mean power of the records between two frequencies, Hz. */
function bandPower(records: readonly GroundMotion[], from: number, to: number): number {
  const size = 4096;
  let power = 0;
  let bins = 0;
  for (const { acceleration, dt } of records) {
    const real = new Float64Array(size);
    real.set(acceleration);
    const imaginary = new Float64Array(size);
    fft({ real, imaginary });
    for (let k = Math.ceil(from * size * dt); k <= to * size * dt; k++) {
      power += real[k] ** 2 + imaginary[k] ** 2;
      bins++;
    }
  }
  return power / bins;
}

/** Mean of the power spectrum between two frequencies, Hz. */
function expectedPower(spectrum: Spectrum, from: number, to: number): number {
  const frequencies = Array.from({ length: 100 }, (_, i) => from + ((i + 0.5) / 100) * (to - from));
  return frequencies.reduce((sum, f) => sum + powerSpectrum(f, parameters, spectrum), 0) / 100;
}

function rms(values: Float64Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);
}

describe.each(['clough-penzien', 'kanai-tajimi'] as const)('records of %s', (spectrum) => {
  test.each(MAGNITUDES)('of %s have its PGA and duration at 50 Hz', (magnitude) => {
    const { pga, duration } = MAGNITUDE_PARAMETERS[magnitude];
    const motion = syntheticGroundMotion('test', magnitude, spectrum, 5);
    expectClose(peakGroundAcceleration(motion), pga, 1e-15);
    expect(motion.dt).toBe(0.02);
    expect(motion.acceleration).toHaveLength(duration * 50);
  });

  test('are the same for a seed and differ between seeds', () => {
    const [first, second] = motions(spectrum);
    expect(syntheticGroundMotion('test', 'M7.4', spectrum, 0)).toEqual(first);
    expect(second.acceleration).not.toEqual(first.acceleration);
  });

  test('have the power spectrum, band by band', () => {
    const records = motions(spectrum);
    const reference = bandPower(records, 1, 2) / expectedPower(spectrum, 1, 2);
    for (const [from, to] of [
      [0.5, 1],
      [2, 3],
      [4, 8],
    ]) {
      const ratio = bandPower(records, from, to) / expectedPower(spectrum, from, to) / reference;
      // Records are scaled to their PGA one by one, so their powers differ a little.
      expect(ratio).toBeGreaterThan(0.8);
      expect(ratio).toBeLessThan(1.25);
    }
  });

  test('build up, are strong, and die away', () => {
    const { acceleration } = motions(spectrum)[0];
    const part = (from: number, to: number) =>
      rms(acceleration.subarray(from * acceleration.length, to * acceleration.length));
    expect(acceleration[0]).toBe(0);
    expect(part(0, 0.05)).toBeLessThan(0.2 * part(0.15, 0.7));
    expect(part(0.95, 1)).toBeLessThan(0.01 * part(0.15, 0.7));
  });
});

describe('the power spectrum', () => {
  const { soilFrequency, soilDamping } = parameters;

  test('of Kanai and Tajimi is 1 at rest and (1 + 4 z^2) / 4 z^2 at the frequency of the soil', () => {
    expect(powerSpectrum(0, parameters, 'kanai-tajimi')).toBe(1);
    const soil = 4 * soilDamping ** 2;
    expectClose(powerSpectrum(soilFrequency, parameters, 'kanai-tajimi'), (1 + soil) / soil);
  });

  test('of Clough and Penzien takes the lowest frequencies out and leaves the others', () => {
    const ratio = (frequency: number) =>
      powerSpectrum(frequency, parameters, 'clough-penzien') /
      powerSpectrum(frequency, parameters, 'kanai-tajimi');
    expect(ratio(0)).toBe(0);
    // At the filter's own frequency the ratio is 1 / (2 zeta_f)^2.
    expectClose(ratio(0.1 * soilFrequency), 1 / 1.2 ** 2);
    expect(ratio(0.01 * soilFrequency)).toBeLessThan(1e-3);
    expect(Math.abs(ratio(2 * soilFrequency) - 1)).toBeLessThan(0.01);
  });

  test('so its records are high-passed', () => {
    const low = (spectrum: Spectrum) => bandPower(motions(spectrum), 0.02, 0.06);
    const strong = (spectrum: Spectrum) => bandPower(motions(spectrum), 1, 3);
    expect(low('kanai-tajimi') / strong('kanai-tajimi')).toBeGreaterThan(0.3);
    expect(low('clough-penzien') / strong('clough-penzien')).toBeLessThan(0.01);
  });
});
