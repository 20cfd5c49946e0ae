import { expect, test } from 'vitest';
import { addProduct, packRows } from '../../../src/numerics/packedRows';

test.each([1, 3, 4, 5, 8, 11])('a product of %s rows is added, bit for bit as row by row', (rows) => {
  const columns = 7;
  const matrix = Float64Array.from({ length: rows * columns }, (_, i) => Math.sin(i + 1));
  const x = Float64Array.from({ length: 2 + columns }, (_, i) => Math.cos(i));
  const before = Float64Array.from({ length: 1 + rows + 4 }, (_, i) => i / 3);
  const out = before.slice();
  addProduct(packRows(matrix, columns), { x, firstIn: 2, out, firstOut: 1 });
  const expected = before.slice();
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      expected[1 + row] += matrix[row * columns + column] * x[2 + column];
    }
  }
  // What lies before and behind is as it was.
  expect(out).toEqual(expected);
});
