import { identity, inverse, multiply, product, sum, transpose } from '../../numerics/matrix';

/** Iterations after which the doubling has either converged or never will: each squares the number of steps. */
const MAX_DOUBLINGS = 60;
/** Relative change of the solution that counts as none. */
const TOLERANCE = 1e-13;

/** A regulator of x' = A x + B u with one input, which minimises the sum of x' Q x + R u^2. */
export interface RegulatorProblem {
  readonly size: number;
  /** size x size, row-major. */
  readonly A: Float64Array;
  /** size */
  readonly B: Float64Array;
  /** size x size, symmetric, positive semi-definite. */
  readonly Q: Float64Array;
  readonly R: number;
}

/**
 * The stabilising solution X, size x size, of the discrete algebraic Riccati equation
 * X = A' X A - A' X B (R + B' X B)^-1 B' X A + Q, by the structure-preserving doubling algorithm (Chu, Fan, Lin and
 * Wang, "Structure-preserving algorithms for periodic discrete-time algebraic Riccati equations", 2004).
 *
 * @throws RangeError when it does not converge: the pair (A, B) cannot be stabilised
 */
export function solveRiccati({ size, A, B, Q, R }: RegulatorProblem): Float64Array {
  let transition: Float64Array = A;
  let reach: Float64Array = outer(B, size).map((value) => value / R);
  let cost: Float64Array = Q;
  for (let doubling = 0; doubling < MAX_DOUBLINGS; doubling++) {
    const W = inverse(sum(identity(size), product(reach, cost, size)), size);
    const forward = product(transition, W, size);
    const transposed = transpose(transition, size);
    const added = product(transposed, product(cost, product(W, transition, size), size), size);
    reach = sum(reach, product(forward, product(reach, transposed, size), size));
    cost = sum(cost, added);
    transition = product(forward, transition, size);
    const bound = largest(cost);
    if (!Number.isFinite(bound)) break;
    if (largest(added) <= TOLERANCE * bound) return cost;
  }
  throw new RangeError('The Riccati equation has no stabilising solution.');
}

/** The optimal feedback K, size, of u = -K x: K = (R + B' X B)^-1 B' X A. */
export function optimalFeedback(problem: RegulatorProblem): Float64Array {
  const { size, A, B, R } = problem;
  const XB = multiply(solveRiccati(problem), B, size);
  const scale = 1 / (R + dot(B, XB));
  return multiply(transpose(A, size), XB, size).map((value) => scale * value);
}

function outer(vector: Float64Array, size: number): Float64Array {
  return Float64Array.from(
    { length: size * size },
    (_, i) => vector[Math.floor(i / size)] * vector[i % size],
  );
}

function dot(left: Float64Array, right: Float64Array): number {
  return left.reduce((total, value, i) => total + value * right[i], 0);
}

function largest(matrix: Float64Array): number {
  return matrix.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}
