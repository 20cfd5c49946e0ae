import type { Complex } from './eigenvalues';

/**
 * All roots of a polynomial by Durand and Kerner's iteration.
 *
 * @param coefficients from the constant one up; the highest is 1
 */
export function polynomialRoots(coefficients: readonly number[]): Complex[] {
  const degree = coefficients.length - 1;
  const seed = { re: 0.4, im: 0.9 };
  let roots = Array.from({ length: degree }, (_, i) => power(seed, i));
  for (let iteration = 0; iteration < 2000; iteration++) {
    roots = roots.map((root, i) => {
      const value = coefficients.reduceRight<Complex>(
        (sum, coefficient) => {
          const { re, im } = times(sum, root);
          return { re: re + coefficient, im };
        },
        { re: 0, im: 0 },
      );
      const others = roots.reduce<Complex>(
        (product, other, j) =>
          j === i ? product : times(product, { re: root.re - other.re, im: root.im - other.im }),
        { re: 1, im: 0 },
      );
      const step = over(value, others);
      return { re: root.re - step.re, im: root.im - step.im };
    });
  }
  return roots;
}

function times(one: Complex, other: Complex): Complex {
  return { re: one.re * other.re - one.im * other.im, im: one.re * other.im + one.im * other.re };
}

function over(one: Complex, { re, im }: Complex): Complex {
  const scale = re ** 2 + im ** 2;
  return scale === 0
    ? { re: 0, im: 0 }
    : { re: (one.re * re + one.im * im) / scale, im: (one.im * re - one.re * im) / scale };
}

function power(base: Complex, exponent: number): Complex {
  return exponent === 0 ? { re: 1, im: 0 } : times(base, power(base, exponent - 1));
}
