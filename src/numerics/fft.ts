import { cos, sin } from './trigonometric';

/** A complex sequence in two arrays of equal length, a power of two. */
export interface ComplexArray {
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
}

/**
 * Discrete Fourier transform in place, X[k] = sum x[n] exp(-2 pi i k n / N), by the radix-2 algorithm of Cooley and
 * Tukey (1965).
 *
 * @throws RangeError when the length is not a power of two
 */
export function fft({ real, imaginary }: ComplexArray): void {
  const size = real.length;
  if (size === 0 || (size & (size - 1)) !== 0) throw new RangeError('The length must be a power of two.');
  reverseBits(real);
  reverseBits(imaginary);
  for (let half = 1; half < size; half *= 2) {
    for (let k = 0; k < half; k++) {
      const angle = (-Math.PI * k) / half;
      const cosine = cos(angle);
      const sine = sin(angle);
      for (let even = k; even < size; even += 2 * half) {
        const odd = even + half;
        const re = cosine * real[odd] - sine * imaginary[odd];
        const im = sine * real[odd] + cosine * imaginary[odd];
        real[odd] = real[even] - re;
        imaginary[odd] = imaginary[even] - im;
        real[even] += re;
        imaginary[even] += im;
      }
    }
  }
}

function reverseBits(values: Float64Array): void {
  const size = values.length;
  for (let index = 1, reversed = 0; index < size; index++) {
    let bit = size >> 1;
    for (; reversed & bit; bit >>= 1) reversed ^= bit;
    reversed ^= bit;
    if (index < reversed) [values[index], values[reversed]] = [values[reversed], values[index]];
  }
}
