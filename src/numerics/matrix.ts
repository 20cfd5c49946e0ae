/** Dense square matrices, row-major float64: as much linear algebra as a 13-storey model needs. */

/** out = matrix x vector. */
export function multiply(matrix: Float64Array, vector: ArrayLike<number>, size: number): Float64Array {
  const out = new Float64Array(size);
  for (let row = 0; row < size; row++) {
    let sum = 0;
    for (let column = 0; column < size; column++) sum += matrix[row * size + column] * vector[column];
    out[row] = sum;
  }
  return out;
}

/** Of two vectors of the same length. */
export function dot(left: ArrayLike<number>, right: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < left.length; i++) total += left[i] * right[i];
  return total;
}

/** left x right. */
export function product(left: Float64Array, right: Float64Array, size: number): Float64Array {
  const out = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let inner = 0; inner < size; inner++) {
      const factor = left[row * size + inner];
      if (factor === 0) continue;
      for (let column = 0; column < size; column++) {
        out[row * size + column] += factor * right[inner * size + column];
      }
    }
  }
  return out;
}

export function transpose(matrix: Float64Array, size: number): Float64Array {
  return matrix.map((_, index) => matrix[(index % size) * size + Math.floor(index / size)]);
}

/** Element by element. */
export function sum(left: Float64Array, right: Float64Array): Float64Array {
  return left.map((value, index) => value + right[index]);
}

/**
 * Inverse by Gauss-Jordan elimination with partial pivoting.
 *
 * @throws RangeError when the matrix is singular
 */
export function inverse(matrix: Float64Array, size: number): Float64Array {
  const left = Float64Array.from(matrix);
  const right = identity(size);
  const rowOf = (of: Float64Array, row: number) => of.subarray(row * size, (row + 1) * size);
  for (let pivot = 0; pivot < size; pivot++) {
    let best = pivot;
    for (let row = pivot + 1; row < size; row++) {
      if (Math.abs(left[row * size + pivot]) > Math.abs(left[best * size + pivot])) best = row;
    }
    if (left[best * size + pivot] === 0) throw new RangeError('The matrix is singular.');
    swapRows(left, size, pivot, best);
    swapRows(right, size, pivot, best);
    const scale = 1 / left[pivot * size + pivot];
    addRow(rowOf(left, pivot), rowOf(left, pivot), scale - 1);
    addRow(rowOf(right, pivot), rowOf(right, pivot), scale - 1);
    for (let row = 0; row < size; row++) {
      if (row === pivot) continue;
      const factor = -left[row * size + pivot];
      addRow(rowOf(left, row), rowOf(left, pivot), factor);
      addRow(rowOf(right, row), rowOf(right, pivot), factor);
    }
  }
  return right;
}

/**
 * The lower triangle L with L L^T = matrix.
 *
 * @param matrix symmetric
 * @throws RangeError when it is not positive definite
 */
export function cholesky(matrix: Float64Array, size: number): Float64Array {
  const lower = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let rest = matrix[row * size + column];
      for (let k = 0; k < column; k++) rest -= lower[row * size + k] * lower[column * size + k];
      if (row === column && !(rest > 0)) throw new RangeError('The matrix is not positive definite.');
      lower[row * size + column] = row === column ? Math.sqrt(rest) : rest / lower[column * size + column];
    }
  }
  return lower;
}

export function identity(size: number): Float64Array {
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i++) matrix[i * size + i] = 1;
  return matrix;
}

/** Adds `factor` times a row to another, or to itself. */
function addRow(target: Float64Array, source: Float64Array, factor: number): void {
  for (let column = 0; column < target.length; column++) target[column] += factor * source[column];
}

function swapRows(matrix: Float64Array, size: number, first: number, second: number): void {
  if (first === second) return;
  const row = matrix.slice(first * size, (first + 1) * size);
  matrix.copyWithin(first * size, second * size, (second + 1) * size);
  matrix.set(row, second * size);
}
