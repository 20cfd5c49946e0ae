import type { Building } from '../../../src/building/building';
import { feedbackStateSize } from '../../../src/building/feedbackMap';
import type { Integrator } from '../../../src/building/stepMap';
import { NewmarkIntegrator } from '../../../src/building/newmark';
import { applyStepMap, stepMap } from '../../../src/building/stepMap';
import type { GroundMotion } from '../../../src/groundMotion/groundMotion';

/** Steps of 0.02 s for which a force is held: 0.1 s. */
export const PERIOD = 5;

/**
 * What forces that are held for a control period do to the building on still ground: z' = A z + B u, and the roof's
 * displacement after each of the period's steps, C z + D u. The state z = (d, v, u) has the force of the period before, since
 * the accelerations that Newmark's step begins with come from it. As the building is linear, this added to
 * what the ground does alone is the whole motion, exactly.
 */
export interface HeldBuilding {
  /** Entries of z: displacements, velocities, the force. */
  readonly size: number;
  /** size x size, row-major. */
  readonly A: Float64Array;
  /** size; forces are in parts of the limit. */
  readonly B: Float64Array;
  /** PERIOD x size, m. */
  readonly C: Float64Array;
  /** PERIOD, m. */
  readonly D: Float64Array;
}

/** @param forceLimit N: what a force of 1 stands for */
export function heldBuilding(building: Building, integrator: Integrator, forceLimit: number): HeldBuilding {
  const { degreesOfFreedom, roof } = building;
  const map = stepMap(building, integrator);
  const newmark = new NewmarkIntegrator(building.structure, integrator);
  const size = feedbackStateSize(building) + 1;
  const respond = (z: Float64Array, force: number) => {
    const displacement = z.slice(0, degreesOfFreedom);
    const velocity = z.slice(degreesOfFreedom, size - 1);
    const position = { displacement, velocity };
    const acceleration = newmark.equilibriumAcceleration(position, forceLimit * z[size - 1]);
    let state = Float64Array.of(...displacement, ...velocity, ...acceleration);
    const roofs = Array.from({ length: PERIOD }, () => {
      const after = new Float64Array(state.length);
      applyStepMap(map, { before: state, after, offset: 0 }, forceLimit * force, 0);
      state = after;
      return state[roof];
    });
    return { next: Float64Array.of(...state.subarray(0, size - 1), force), roofs };
  };
  const [A, C] = [new Float64Array(size * size), new Float64Array(PERIOD * size)];
  for (let column = 0; column < size; column++) {
    const unit = new Float64Array(size);
    unit[column] = 1;
    const { next, roofs } = respond(unit, 0);
    next.forEach((value, row) => (A[row * size + column] = value));
    roofs.forEach((value, row) => (C[row * size + column] = value));
  }
  const { next, roofs } = respond(new Float64Array(size), 1);
  return { size, A, B: next, C, D: Float64Array.from(roofs) };
}

/** How the building that nobody pushes comes through a record. */
export interface FreeMotion {
  /** Control periods. */
  readonly decisions: number;
  /** decisions x rows: entries of (d, v) at the beginning of each period. */
  readonly states: Float64Array;
  /** Roof displacement at the end of each step, m. */
  readonly roof: Float64Array;
  /** Mean ground acceleration in each period, m/s2. */
  readonly ground: Float64Array;
}

/** @param rows entries of (d, v) that are kept */
export function freeMotion(
  { acceleration }: GroundMotion,
  building: Building,
  integrator: Integrator,
  rows: readonly number[],
): FreeMotion {
  const map = stepMap(building, integrator);
  const decisions = Math.floor(acceleration.length / PERIOD);
  const states = new Float64Array(decisions * rows.length);
  const roof = new Float64Array(decisions * PERIOD);
  const ground = Float64Array.from({ length: decisions }, (_, period) => meanOfPeriod(acceleration, period));
  let [state, next] = [new Float64Array(building.stateSize), new Float64Array(building.stateSize)];
  for (let step = 0; step < decisions * PERIOD; step++) {
    const period = Math.floor(step / PERIOD);
    if (step % PERIOD === 0) rows.forEach((row, i) => (states[period * rows.length + i] = state[row]));
    applyStepMap(map, { before: state, after: next, offset: 0 }, 0, acceleration[step]);
    [state, next] = [next, state];
    roof[step] = state[building.roof];
  }
  return { decisions, states, roof, ground };
}

/** The mean ground acceleration of a control period, m/s2. @param period from 0 */
export function meanOfPeriod(acceleration: Float64Array, period: number): number {
  let sum = 0;
  for (let step = 0; step < PERIOD; step++) sum += acceleration[period * PERIOD + step] / PERIOD;
  return sum;
}
