import type { Integrator } from './newmark';
import { NewmarkIntegrator } from './newmark';
import { DEGREES_OF_FREEDOM, shearBuilding } from './shearBuilding';

/** Entries of the state (d, v) that a feedback controller acts on: displacements and velocities. */
export const FEEDBACK_STATE_SIZE = 2 * DEGREES_OF_FREEDOM;

/** One time step of the building on still ground, in displacements and velocities only: x' = A x + B u. */
export interface FeedbackMap {
  /** 26 x 26, row-major. */
  readonly A: Float64Array;
  /** 26: response to a control force of 1 N that acts before, during and after the step. */
  readonly B: Float64Array;
}

/**
 * Reduces the step map to displacements and velocities, for the design of controllers: the accelerations are taken to be
 * those of the equilibrium under a force that is held.
 */
export function feedbackMap(integrator: Integrator): FeedbackMap {
  const newmark = new NewmarkIntegrator(shearBuilding(), integrator);
  const respond = (state: Float64Array, force: number): Float64Array => {
    const position = {
      displacement: state.slice(0, DEGREES_OF_FREEDOM),
      velocity: state.slice(DEGREES_OF_FREEDOM),
    };
    const acceleration = newmark.equilibriumAcceleration(position, force);
    const { displacement, velocity } = newmark.step({ ...position, acceleration }, force, 0);
    return Float64Array.of(...displacement, ...velocity);
  };
  const A = new Float64Array(FEEDBACK_STATE_SIZE ** 2);
  for (let column = 0; column < FEEDBACK_STATE_SIZE; column++) {
    const unit = new Float64Array(FEEDBACK_STATE_SIZE);
    unit[column] = 1;
    respond(unit, 0).forEach((value, row) => (A[row * FEEDBACK_STATE_SIZE + column] = value));
  }
  return { A, B: respond(new Float64Array(FEEDBACK_STATE_SIZE), 1) };
}
