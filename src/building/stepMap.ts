import type { Integrator, Motion } from './newmark';
import { BETA, GAMMA, NewmarkIntegrator, TIME_STEP } from './newmark';
import { DEGREES_OF_FREEDOM, shearBuilding, SUSPENSION } from './shearBuilding';

export type { Integrator } from './newmark';

/** Entries of the state x = (d, v, a): displacements, velocities, accelerations of the 13 degrees of freedom. */
export const STATE_SIZE = 3 * DEGREES_OF_FREEDOM;
const VELOCITY = DEGREES_OF_FREEDOM;
const ACCELERATION = 2 * DEGREES_OF_FREEDOM;

/** One time step of the linear structure as an affine map x' = A x + B u + E ag. */
export interface StepMap {
  /** 39 x 39, row-major. */
  readonly A: Float64Array;
  /** 39: response to a control force of 1 N. */
  readonly B: Float64Array;
  /** 39: response to a ground acceleration of 1 m/s2. */
  readonly E: Float64Array;
}

const cache = new Map<string, StepMap>();

/** The step map of the building, found by applying the integrator to unit vectors. */
export function stepMap(integrator: Integrator, suspension = SUSPENSION): StepMap {
  const key = [integrator, suspension.stiffness, suspension.damping].join(' ');
  const known = cache.get(key);
  if (known) return known;
  const newmark = new NewmarkIntegrator(shearBuilding(suspension), integrator);
  const respond = (state: Float64Array, force: number, ground: number) =>
    stateOf(newmark.step(motionOf(state), force, ground));
  const rest = new Float64Array(STATE_SIZE);
  const A = new Float64Array(STATE_SIZE ** 2);
  for (let column = 0; column < STATE_SIZE; column++) {
    const unit = new Float64Array(STATE_SIZE);
    unit[column] = 1;
    respond(unit, 0, 0).forEach((value, row) => (A[row * STATE_SIZE + column] = value));
  }
  const map = { A, B: respond(rest, 1, 0), E: respond(rest, 0, 1) };
  cache.set(key, map);
  return map;
}

function motionOf(state: Float64Array): Motion {
  return {
    displacement: state.slice(0, DEGREES_OF_FREEDOM),
    velocity: state.slice(DEGREES_OF_FREEDOM, 2 * DEGREES_OF_FREEDOM),
    acceleration: state.slice(2 * DEGREES_OF_FREEDOM),
  };
}

function stateOf({ displacement, velocity, acceleration }: Motion): Float64Array {
  return Float64Array.of(...displacement, ...velocity, ...acceleration);
}

/** One structure of those that lie one behind the other in an array. */
export interface SteppedStructure {
  /** Read: 39 from `offset`. */
  readonly before: Float64Array;
  /** Written: 39 from `offset`; not the same memory as `before`. */
  readonly after: Float64Array;
  readonly offset: number;
}

/**
 * Takes one time step of one structure, x' = A x + B u + E ag. Only the rows of the accelerations are multiplied out, since
 * displacements and velocities follow from them by Newmark's formulas: a third of the arithmetic.
 *
 * @param force N
 * @param groundAcceleration m/s2
 */
export function applyStepMap(
  { A, B, E }: StepMap,
  { before: state, after: next, offset }: SteppedStructure,
  force: number,
  groundAcceleration: number,
): void {
  for (let row = ACCELERATION; row < STATE_SIZE; row++) {
    next[offset + row] = B[row] * force + E[row] * groundAcceleration;
  }
  addAccelerations(A, state, next, offset);
  for (let i = 0; i < DEGREES_OF_FREEDOM; i++) {
    const row = ACCELERATION + i;
    const acceleration = next[offset + row];
    const before = state[offset + row];
    const velocity = state[offset + VELOCITY + i];
    next[offset + VELOCITY + i] = velocity + TIME_STEP * ((1 - GAMMA) * before + GAMMA * acceleration);
    next[offset + i] =
      state[offset + i] +
      TIME_STEP * velocity +
      TIME_STEP ** 2 * ((0.5 - BETA) * before + BETA * acceleration);
  }
}

/** Adds A x to the accelerations. Several rows at a time, because no sum then waits for another. */
function addAccelerations(A: Float64Array, state: Float64Array, next: Float64Array, offset: number): void {
  const first = offset + ACCELERATION;
  let row = 0;
  for (; row + 4 <= DEGREES_OF_FREEDOM; row += 4) {
    let a = (ACCELERATION + row) * STATE_SIZE;
    const out = first + row;
    let [sum0, sum1, sum2, sum3] = [next[out], next[out + 1], next[out + 2], next[out + 3]];
    for (let column = 0; column < STATE_SIZE; column++, a++) {
      const value = state[offset + column];
      sum0 += A[a] * value;
      sum1 += A[a + STATE_SIZE] * value;
      sum2 += A[a + 2 * STATE_SIZE] * value;
      sum3 += A[a + 3 * STATE_SIZE] * value;
    }
    next[out] = sum0;
    next[out + 1] = sum1;
    next[out + 2] = sum2;
    next[out + 3] = sum3;
  }
  for (; row < DEGREES_OF_FREEDOM; row++) {
    let sum = next[first + row];
    for (let column = 0, a = (ACCELERATION + row) * STATE_SIZE; column < STATE_SIZE; column++, a++) {
      sum += A[a] * state[offset + column];
    }
    next[first + row] = sum;
  }
}
