import { inverse, multiply } from '../../src/numerics/matrix';

/** Eigenvalues of real, unsymmetric matrices (row-major), by methods that share nothing with the code under test. */
export interface Complex {
  readonly re: number;
  readonly im: number;
}

export interface Mode {
  readonly frequency_Hz: number;
  readonly damping_ratio: number;
}

/** The eigenvalue exp(s dt) with which a damped mode, s = -zeta w + i w sqrt(1 - zeta^2), appears in a step of dt. */
export function dampedEigenvalue({ frequency_Hz, damping_ratio }: Mode, dt: number): Complex {
  const omega = 2 * Math.PI * frequency_Hz;
  const decay = Math.exp(-damping_ratio * omega * dt);
  const angle = omega * Math.sqrt(1 - damping_ratio ** 2) * dt;
  return { re: decay * Math.cos(angle), im: decay * Math.sin(angle) };
}

/** The inverse of `dampedEigenvalue`. */
export function modeOf({ re, im }: Complex, dt: number): Mode {
  const decay = Math.log(Math.hypot(re, im)) / dt;
  const omega = Math.hypot(decay, Math.atan2(im, re) / dt);
  return { frequency_Hz: omega / (2 * Math.PI), damping_ratio: -decay / omega };
}

/** Inverse iteration (Golub and Van Loan, section 7.6) from a shift a little beside the guess. */
export function nearestEigenvalue(matrix: Float64Array, size: number, guess: Complex): Complex {
  const shift = { re: guess.re + 1e-5, im: guess.im };
  // (A - s I)(x + i y) as a real matrix of twice the size: [[A - re, im], [-im, A - re]].
  const twice = 2 * size;
  const shifted = new Float64Array(twice ** 2);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      shifted[row * twice + column] = matrix[row * size + column];
      shifted[(size + row) * twice + size + column] = matrix[row * size + column];
    }
    shifted[row * twice + row] -= shift.re;
    shifted[(size + row) * twice + size + row] -= shift.re;
    shifted[row * twice + size + row] = shift.im;
    shifted[(size + row) * twice + row] = -shift.im;
  }
  const solve = inverse(shifted, twice);
  let vector: Float64Array = Float64Array.from({ length: twice }, (_, i) => Math.sin(i + 1));
  let eigenvalue = shift;
  for (let iteration = 0; iteration < 20; iteration++) {
    const length = Math.hypot(...vector);
    const unit = vector.map((value) => value / length);
    vector = multiply(solve, unit, twice);
    // The solution is unit / (lambda - s): their inner product gives lambda.
    let re = 0;
    let im = 0;
    for (let i = 0; i < size; i++) {
      re += unit[i] * vector[i] + unit[size + i] * vector[size + i];
      im += unit[i] * vector[size + i] - unit[size + i] * vector[i];
    }
    const squared = re ** 2 + im ** 2;
    eigenvalue = { re: shift.re + re / squared, im: shift.im - im / squared };
  }
  return eigenvalue;
}

/** Gelfand's formula, lim |A^n|^(1/n), from the growth between n = 2^19 and 2^20. */
export function spectralRadius(matrix: Float64Array, size: number): number {
  let power = matrix;
  for (let doubling = 0; doubling < 19; doubling++) power = square(power, size);
  const growth = Math.hypot(...square(power, size)) / Math.hypot(...power);
  return growth ** (1 / 2 ** 19);
}

function square(matrix: Float64Array, size: number): Float64Array {
  const squared = new Float64Array(size ** 2);
  for (let column = 0; column < size; column++) {
    const vector = Float64Array.from({ length: size }, (_, row) => matrix[row * size + column]);
    multiply(matrix, vector, size).forEach((value, row) => (squared[row * size + column] = value));
  }
  return squared;
}
