import type { Building } from './building';
import type { Integrator } from './newmark';
import { NewmarkIntegrator } from './newmark';

/** One time step of the building on still ground, in displacements and velocities only: x' = A x + B u. */
export interface FeedbackMap {
  /** Entries of the state (d, v): two for each degree of freedom. */
  readonly size: number;
  /** size x size, row-major. */
  readonly A: Float64Array;
  /** size: response to a control force of 1 N that acts before, during and after the step. */
  readonly B: Float64Array;
}

/** Entries of the state (d, v) that a feedback controller acts on: displacements and velocities of the structure. */
export function feedbackStateSize({ structure }: Pick<Building, 'structure'>): number {
  return 2 * structure.size;
}

/**
 * Reduces the step map to displacements and velocities, for the design of controllers: the accelerations are taken to be
 * those of the equilibrium under a force that is held.
 */
export function feedbackMap(building: Building, integrator: Integrator): FeedbackMap {
  const newmark = new NewmarkIntegrator(building.structure, integrator);
  const { size: degreesOfFreedom } = building.structure;
  const size = feedbackStateSize(building);
  const respond = (state: Float64Array, force: number): Float64Array => {
    const position = {
      displacement: state.slice(0, degreesOfFreedom),
      velocity: state.slice(degreesOfFreedom),
    };
    const acceleration = newmark.equilibriumAcceleration(position, force);
    const { displacement, velocity } = newmark.step({ ...position, acceleration }, force, 0);
    return Float64Array.of(...displacement, ...velocity);
  };
  const A = new Float64Array(size ** 2);
  for (let column = 0; column < size; column++) {
    const unit = new Float64Array(size);
    unit[column] = 1;
    respond(unit, 0).forEach((value, row) => (A[row * size + column] = value));
  }
  return { size, A, B: respond(new Float64Array(size), 1) };
}
