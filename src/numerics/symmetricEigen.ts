import { hypot } from './hypot';
import { identity } from './matrix';

/** Eigenvalues, ascending, and unit eigenvectors of a symmetric matrix. */
export interface SymmetricEigen {
  readonly values: Float64Array;
  /** As many as there are values, in their order; orthogonal to each other, of either sign. */
  readonly vectors: readonly Float64Array[];
}

/**
 * Cyclic Jacobi rotations (Golub and Van Loan, section 8.5).
 *
 * @param matrix symmetric, row-major
 */
export function symmetricEigen(matrix: Float64Array, size: number): SymmetricEigen {
  const a = Float64Array.from(matrix);
  const rotations = identity(size);
  for (let sweep = 0; sweep < 60 && offDiagonal(a, size) > 0; sweep++) {
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) rotate(a, rotations, size, [p, q]);
    }
  }
  const order = Array.from({ length: size }, (_, i) => i).sort(
    (one, other) => a[one * size + one] - a[other * size + other],
  );
  return {
    values: Float64Array.from(order, (i) => a[i * size + i]),
    vectors: order.map((i) => Float64Array.from({ length: size }, (_, row) => rotations[row * size + i])),
  };
}

function rotate(
  a: Float64Array,
  rotations: Float64Array,
  size: number,
  [p, q]: readonly [number, number],
): void {
  const apq = a[p * size + q];
  if (apq === 0) return;
  const theta = (a[q * size + q] - a[p * size + p]) / (2 * apq);
  const t = Math.sign(theta || 1) / (Math.abs(theta) + hypot(theta, 1));
  const c = 1 / hypot(t, 1);
  const s = t * c;
  for (const columns of [a, rotations]) {
    for (let k = 0; k < size; k++) {
      const akp = columns[k * size + p];
      const akq = columns[k * size + q];
      columns[k * size + p] = c * akp - s * akq;
      columns[k * size + q] = s * akp + c * akq;
    }
  }
  for (let k = 0; k < size; k++) {
    const apk = a[p * size + k];
    const aqk = a[q * size + k];
    a[p * size + k] = c * apk - s * aqk;
    a[q * size + k] = s * apk + c * aqk;
  }
}

/** What is left to rotate away: the sum of the squares off the diagonal, 0 once negligible beside it. */
function offDiagonal(a: Float64Array, size: number): number {
  let off = 0;
  let diagonal = 0;
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const square = a[row * size + column] ** 2;
      if (row === column) diagonal += square;
      else off += square;
    }
  }
  return off <= 1e-32 * diagonal ? 0 : off;
}
