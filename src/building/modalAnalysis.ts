import { hypot } from '../numerics/hypot';

/**
 * Undamped natural frequencies, Hz, ascending: K phi = omega^2 M phi.
 *
 * @param mass diagonal of the mass matrix, kg
 * @param stiffness symmetric, row-major, N/m
 */
export function naturalFrequencies(mass: Float64Array, stiffness: Float64Array): Float64Array {
  const size = mass.length;
  // M is diagonal, so M^-1/2 K M^-1/2 is symmetric and has the squares of the circular frequencies.
  const symmetric = stiffness.map((value, index) => {
    const row = Math.floor(index / size);
    const column = index % size;
    return value / Math.sqrt(mass[row] * mass[column]);
  });
  return symmetricEigenvalues(symmetric, size).map((square) => Math.sqrt(square) / (2 * Math.PI));
}

/** Eigenvalues of a symmetric matrix by cyclic Jacobi rotations (Golub and Van Loan, section 8.5), ascending. */
function symmetricEigenvalues(matrix: Float64Array, size: number): Float64Array {
  const a = Float64Array.from(matrix);
  for (let sweep = 0; sweep < 60 && offDiagonal(a, size) > 0; sweep++) {
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) rotate(a, size, p, q);
    }
  }
  return Float64Array.from({ length: size }, (_, i) => a[i * size + i]).sort();
}

function rotate(a: Float64Array, size: number, p: number, q: number): void {
  const apq = a[p * size + q];
  if (apq === 0) return;
  const theta = (a[q * size + q] - a[p * size + p]) / (2 * apq);
  const t = Math.sign(theta || 1) / (Math.abs(theta) + hypot(theta, 1));
  const c = 1 / hypot(t, 1);
  const s = t * c;
  for (let k = 0; k < size; k++) {
    const akp = a[k * size + p];
    const akq = a[k * size + q];
    a[k * size + p] = c * akp - s * akq;
    a[k * size + q] = s * akp + c * akq;
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
