import { describe, expect, test } from 'vitest';
import { fft } from '../../../src/numerics/fft';

/** The definition: X[k] = sum x[n] exp(-2 pi i k n / N). */
function discreteFourierTransform(real: Float64Array, imaginary: Float64Array) {
  const size = real.length;
  const out = { real: new Float64Array(size), imaginary: new Float64Array(size) };
  for (let k = 0; k < size; k++) {
    for (let n = 0; n < size; n++) {
      const angle = (-2 * Math.PI * ((k * n) % size)) / size;
      out.real[k] += real[n] * Math.cos(angle) - imaginary[n] * Math.sin(angle);
      out.imaginary[k] += real[n] * Math.sin(angle) + imaginary[n] * Math.cos(angle);
    }
  }
  return out;
}

describe('fft', () => {
  test.each([1, 2, 4, 8, 64, 256])('agrees with the definition for %i samples', (size) => {
    const real = Float64Array.from({ length: size }, (_, n) => Math.sin(3 * n + 1));
    const imaginary = Float64Array.from({ length: size }, (_, n) => Math.cos(n * n));
    const expected = discreteFourierTransform(real, imaginary);
    fft({ real, imaginary });
    for (let k = 0; k < size; k++) {
      expect(Math.abs(real[k] - expected.real[k])).toBeLessThan(1e-12 * size);
      expect(Math.abs(imaginary[k] - expected.imaginary[k])).toBeLessThan(1e-12 * size);
    }
  });

  test.each([0, 3, 12, 1000])('refuses %i samples', (size) => {
    const sequence = { real: new Float64Array(size), imaginary: new Float64Array(size) };
    expect(() => fft(sequence)).toThrow(RangeError);
  });
});
