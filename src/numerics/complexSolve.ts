/** Real and imaginary parts, of equal length. */
export interface ComplexArray {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/**
 * Solves A x = b by Gaussian elimination with partial pivoting; rows that a pivot does not meet cost nothing, so that a
 * banded matrix is solved in the square of its size.
 *
 * @param matrix size x size, row-major; it is overwritten
 * @throws RangeError when the matrix is singular
 */
export function solveComplex(matrix: ComplexArray, right: ComplexArray): ComplexArray {
  const size = right.re.length;
  const x = { re: right.re.slice(), im: right.im.slice() };
  for (let pivot = 0; pivot < size; pivot++) {
    const best = largestBelow(matrix, size, pivot);
    if (best < 0) throw new RangeError('The matrix is singular.');
    if (best !== pivot) {
      for (const part of [matrix.re, matrix.im]) swap(part, pivot * size, best * size, size);
      for (const part of [x.re, x.im]) swap(part, pivot, best, 1);
    }
    for (let row = pivot + 1; row < size; row++) eliminate(matrix, x, row, pivot);
  }
  for (let row = size - 1; row >= 0; row--) substitute(matrix, x, row);
  return x;
}

/** The row, from a pivot's own down, with the largest entry in its column; -1: all are zero. */
function largestBelow({ re, im }: ComplexArray, size: number, pivot: number): number {
  let best = -1;
  let largest = 0;
  for (let row = pivot; row < size; row++) {
    const at = row * size + pivot;
    const square = re[at] * re[at] + im[at] * im[at];
    if (square > largest) [best, largest] = [row, square];
  }
  return best;
}

function swap(values: Float64Array, one: number, other: number, count: number): void {
  const kept = values.slice(one, one + count);
  values.copyWithin(one, other, other + count);
  values.set(kept, other);
}

function eliminate({ re, im }: ComplexArray, x: ComplexArray, row: number, pivot: number): void {
  const size = x.re.length;
  const [at, own] = [row * size, pivot * size];
  const [a, b] = [re[at + pivot], im[at + pivot]];
  if (a === 0 && b === 0) return;
  const [p, q] = [re[own + pivot], im[own + pivot]];
  const scale = p * p + q * q;
  const c = (a * p + b * q) / scale;
  const d = (b * p - a * q) / scale;
  for (let column = pivot; column < size; column++) {
    const u = re[own + column];
    const v = im[own + column];
    re[at + column] -= c * u - d * v;
    im[at + column] -= c * v + d * u;
  }
  x.re[row] -= c * x.re[pivot] - d * x.im[pivot];
  x.im[row] -= c * x.im[pivot] + d * x.re[pivot];
}

function substitute({ re, im }: ComplexArray, x: ComplexArray, row: number): void {
  const size = x.re.length;
  const at = row * size;
  let [a, b] = [x.re[row], x.im[row]];
  for (let column = row + 1; column < size; column++) {
    a -= re[at + column] * x.re[column] - im[at + column] * x.im[column];
    b -= re[at + column] * x.im[column] + im[at + column] * x.re[column];
  }
  const [p, q] = [re[at + row], im[at + row]];
  const scale = p * p + q * q;
  x.re[row] = (a * p + b * q) / scale;
  x.im[row] = (b * p - a * q) / scale;
}
