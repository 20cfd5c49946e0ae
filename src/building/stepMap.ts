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

/**
 * x' = A x + B u + E ag for one structure. Only the rows of the accelerations are multiplied out, since displacements
 * and velocities follow from them by Newmark's formulas: a third of the arithmetic.
 *
 * @param state 39, read from `offset`
 * @param next 39, written from `offset`; not the same memory as `state`
 * @param force N
 * @param groundAcceleration m/s2
 */
export function applyStepMap(
  { A, B, E }: StepMap,
  state: Float64Array,
  next: Float64Array,
  offset: number,
  force: number,
  groundAcceleration: number,
): void {
  for (let i = 0; i < DEGREES_OF_FREEDOM; i++) {
    const row = ACCELERATION + i;
    let acceleration = B[row] * force + E[row] * groundAcceleration;
    for (let column = 0, a = row * STATE_SIZE; column < STATE_SIZE; column++, a++) {
      acceleration += A[a] * state[offset + column];
    }
    const before = state[offset + row];
    const velocity = state[offset + VELOCITY + i];
    next[offset + row] = acceleration;
    next[offset + VELOCITY + i] = velocity + TIME_STEP * ((1 - GAMMA) * before + GAMMA * acceleration);
    next[offset + i] =
      state[offset + i] +
      TIME_STEP * velocity +
      TIME_STEP ** 2 * ((0.5 - BETA) * before + BETA * acceleration);
  }
}
