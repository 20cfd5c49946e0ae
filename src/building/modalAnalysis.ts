import { cholesky, dot, multiply } from '../numerics/matrix';
import { symmetricEigen } from '../numerics/symmetricEigen';

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
  return symmetricEigen(symmetric, size).values.map((square) => Math.sqrt(square) / (2 * Math.PI));
}

/** A linear structure M a + C v + K d = -M r ag, relative to the ground. Matrices are size x size, row-major. */
export interface LinearSystem {
  readonly size: number;
  /** Symmetric, positive definite, kg. */
  readonly mass: Float64Array;
  /** Symmetric, N s/m. */
  readonly damping: Float64Array;
  /** Symmetric, positive definite, N/m. */
  readonly stiffness: Float64Array;
  /** r: what each degree of freedom moves by where the ground moves by one. */
  readonly influence: Float64Array;
}

/** A natural mode of vibration without damping. */
export interface Mode {
  /** Hz */
  readonly frequency: number;
  /** s */
  readonly period: number;
  /** phi, one value a degree of freedom, with phi^T M phi = 1 kg; its participation factor is not negative. */
  readonly shape: Float64Array;
  /** phi^T M r, sqrt(kg): how much of the ground's acceleration drives the mode. */
  readonly participation: number;
  /** Square of that, kg: the mass that pushes on the ground with this mode; over all modes they make r^T M r. */
  readonly effectiveMass: number;
  /** phi^T C phi / (2 omega): its own damping, whatever couples it to other modes left out. */
  readonly dampingRatio: number;
}

/**
 * Natural modes from the lowest (Chopra, chapters 10 and 13): K phi = omega^2 M phi, made one of a symmetric matrix by
 * M = L L^T.
 *
 * @throws RangeError when the mass matrix is not positive definite
 */
export function naturalModes(system: LinearSystem): Mode[] {
  const { size, mass, damping, stiffness, influence } = system;
  const lower = cholesky(mass, size);
  const { values, vectors } = symmetricEigen(reduced(stiffness, lower, size), size);
  const inertia = times(mass, influence);
  return vectors.map((vector, index) => {
    const shape = solveTransposed(lower, vector);
    const participation = dot(shape, inertia);
    const circular = Math.sqrt(values[index]);
    return {
      frequency: circular / (2 * Math.PI),
      period: (2 * Math.PI) / circular,
      shape: participation < 0 ? shape.map((value) => -value) : shape,
      participation: Math.abs(participation),
      effectiveMass: participation ** 2,
      dampingRatio: dot(shape, times(damping, shape)) / (2 * circular),
    };
  });
}

/** L^-1 K L^-T, made symmetric to the last bit. */
function reduced(stiffness: Float64Array, lower: Float64Array, size: number): Float64Array {
  const half = new Float64Array(size * size);
  for (let column = 0; column < size; column++) {
    const solved = solveLower(lower, stiffness.subarray(column * size, (column + 1) * size));
    // Row after row: what is stored is the transpose, K L^-T.
    half.set(solved, column * size);
  }
  const out = new Float64Array(size * size);
  for (let column = 0; column < size; column++) {
    const ofColumn = Float64Array.from({ length: size }, (_, row) => half[row * size + column]);
    solveLower(lower, ofColumn).forEach((value, row) => (out[row * size + column] = value));
  }
  return out.map((value, index) => {
    const [row, column] = [Math.floor(index / size), index % size];
    return (value + out[column * size + row]) / 2;
  });
}

/** L^-1 b. */
function solveLower(lower: Float64Array, right: Float64Array): Float64Array {
  const size = right.length;
  const out = Float64Array.from(right);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < row; column++) out[row] -= lower[row * size + column] * out[column];
    out[row] /= lower[row * size + row];
  }
  return out;
}

/** L^-T b. */
function solveTransposed(lower: Float64Array, right: Float64Array): Float64Array {
  const size = right.length;
  const out = Float64Array.from(right);
  for (let row = size - 1; row >= 0; row--) {
    for (let below = row + 1; below < size; below++) out[row] -= lower[below * size + row] * out[below];
    out[row] /= lower[row * size + row];
  }
  return out;
}

function times(matrix: Float64Array, vector: Float64Array): Float64Array {
  return multiply(matrix, vector, vector.length);
}
