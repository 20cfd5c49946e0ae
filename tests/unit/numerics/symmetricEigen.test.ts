import { expect, test } from 'vitest';
import { solveComplex } from '../../../src/numerics/complexSolve';
import { multiply } from '../../../src/numerics/matrix';
import { symmetricEigen } from '../../../src/numerics/symmetricEigen';
import { expectClose } from '../../support/expectClose';

test('eigenvalues and vectors of a symmetric matrix, of [[2, 1], [1, 2]] by hand', () => {
  const { values, vectors } = symmetricEigen(Float64Array.of(2, 1, 1, 2), 2);
  expectClose(values[0], 1, 1e-15);
  expectClose(values[1], 3, 1e-15);
  expectClose(Math.abs(vectors[1][0]), Math.SQRT1_2, 1e-15);
  expectClose(vectors[0][0], -vectors[0][1], 1e-15);
});

test('A v = lambda v, and the vectors are orthonormal', () => {
  const size = 9;
  const matrix = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      matrix[row * size + column] = matrix[column * size + row] = Math.sin(7 * row + 3 * column + 1);
    }
  }
  const { values, vectors } = symmetricEigen(matrix, size);
  vectors.forEach((vector, i) => {
    multiply(matrix, vector, size).forEach((value, row) =>
      expectClose(value, values[i] * vector[row], 1e-13, 9),
    );
    vectors.forEach((other, j) => {
      const product = vector.reduce((sum, value, row) => sum + value * other[row], 0);
      expectClose(product, i === j ? 1 : 0, 1e-13, 1);
    });
  });
  expect([...values]).toEqual([...values].sort((one, other) => one - other));
});

test('complex equations are solved, with a zero on the diagonal too', () => {
  const size = 4;
  const re = Float64Array.from({ length: size * size }, (_, i) => Math.cos(3 * i * i + 1));
  const im = Float64Array.from({ length: size * size }, (_, i) => Math.sin(5 * i + 2));
  re[0] = im[0] = 0;
  const right = { re: Float64Array.of(1, 2, 3, 4), im: Float64Array.of(-1, 0, 1, 2) };
  const x = solveComplex({ re: re.slice(), im: im.slice() }, right);
  const real = multiply(re, x.re, size).map((value, i) => value - multiply(im, x.im, size)[i]);
  const imaginary = multiply(re, x.im, size).map((value, i) => value + multiply(im, x.re, size)[i]);
  real.forEach((value, i) => expectClose(value, right.re[i], 1e-12, 1));
  imaginary.forEach((value, i) => expectClose(value, right.im[i], 1e-12, 1));
  expect(() => solveComplex({ re: new Float64Array(16), im: new Float64Array(16) }, right)).toThrow(
    /singular/,
  );
});
