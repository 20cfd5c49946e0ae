import fc from 'fast-check';
import { expect, test } from 'vitest';
import { identity, inverse, multiply, product, sum, transpose } from '../../../src/numerics/matrix';

test('multiply takes rows times the vector', () => {
  expect(multiply(Float64Array.of(1, 2, 3, 4), [10, 100], 2)).toEqual(Float64Array.of(210, 430));
});

test('the inverse times the matrix is the identity, also where rows must be exchanged', () => {
  const entry = fc.double({ min: -1, max: 1, noNaN: true });
  const matrix = fc
    .integer({ min: 1, max: 6 })
    .chain((size) => fc.array(entry, { minLength: size ** 2, maxLength: size ** 2 }));
  fc.assert(
    fc.property(matrix, (entries) => {
      const size = Math.sqrt(entries.length);
      // Dominant entries in reversed rows: well conditioned, and every pivot on the diagonal may be zero.
      const a = Float64Array.from(entries);
      for (let row = 0; row < size; row++) a[row * size + (size - 1 - row)] += 2 * size;
      const b = inverse(a, size);
      for (let column = 0; column < size; column++) {
        const unit = identity(size).subarray(column * size, (column + 1) * size);
        const back = multiply(a, multiply(b, unit, size), size);
        back.forEach((value, i) => expect(Math.abs(value - unit[i])).toBeLessThan(1e-12));
      }
    }),
  );
});

test('a singular matrix has no inverse', () => {
  expect(() => inverse(Float64Array.of(1, 2, 2, 4), 2)).toThrow(RangeError);
});

test('product, transpose and sum', () => {
  const a = Float64Array.of(1, 2, 3, 4);
  const b = Float64Array.of(0, 10, 100, 0);
  expect(product(a, b, 2)).toEqual(Float64Array.of(200, 10, 400, 30));
  expect(transpose(a, 2)).toEqual(Float64Array.of(1, 3, 2, 4));
  expect(sum(a, b)).toEqual(Float64Array.of(1, 12, 103, 4));
});
