import { inverse, multiply } from '../numerics/matrix';
import type { Structure } from './building';

/** Seconds: the time step of the integration, of the records and of the environment. */
export const TIME_STEP = 0.02;

/** Average acceleration: unconditionally stable, no numerical damping. */
export const BETA = 1 / 4;
export const GAMMA = 1 / 2;

/**
 * `newmark` is the textbook step. `v9` reproduces the original recipe so that its numbers can be compared: its
 * effective force leaves out the damping of the predicted velocity, and the ground does not act on the damper's mass.
 */
export type Integrator = 'newmark' | 'v9';

/** Displacements (m), velocities (m/s) and accelerations (m/s2), relative to the ground. */
export interface Motion {
  readonly displacement: Float64Array;
  readonly velocity: Float64Array;
  readonly acceleration: Float64Array;
}

/** A step of Newmark's method (Newmark 1959; Chopra, section 5.4) in acceleration form. */
export class NewmarkIntegrator {
  readonly #structure: Structure;
  readonly #integrator: Integrator;
  readonly #effectiveMassInverse: Float64Array;
  readonly #equilibriumMassInverse: Float64Array;

  constructor(structure: Structure, integrator: Integrator) {
    const { size, mass, damping, stiffness } = structure;
    const effective = stiffness.map(
      (value, index) => GAMMA * TIME_STEP * damping[index] + BETA * TIME_STEP ** 2 * value,
    );
    mass.forEach((value, index) => (effective[index] += value));
    this.#structure = structure;
    this.#integrator = integrator;
    this.#effectiveMassInverse = inverse(effective, size);
    const isTextbook = integrator === 'newmark';
    const equilibrium = damping.map((value) => (isTextbook ? 0 : GAMMA * TIME_STEP * value));
    mass.forEach((value, index) => (equilibrium[index] += value));
    this.#equilibriumMassInverse = inverse(equilibrium, size);
  }

  /**
   * The accelerations with which a step under this force arrives at these displacements and velocities, on still
   * ground.
   *
   * @param force control force, N
   */
  equilibriumAcceleration(
    { displacement, velocity }: Omit<Motion, 'acceleration'>,
    force: number,
  ): Float64Array {
    const load = this.#load(displacement, velocity, force, 0);
    return multiply(this.#equilibriumMassInverse, load, this.#structure.size);
  }

  /**
   * Moves the building on by one time step.
   *
   * @param force control force, N: pushes the damper and reacts on the floor that it stands on
   * @param groundAcceleration m/s2, at the end of the step
   */
  step({ displacement, velocity, acceleration }: Motion, force: number, groundAcceleration: number): Motion {
    const predictedVelocity = velocity.map((value, i) => value + (1 - GAMMA) * TIME_STEP * acceleration[i]);
    const predictedDisplacement = displacement.map(
      (value, i) => value + TIME_STEP * velocity[i] + (0.5 - BETA) * TIME_STEP ** 2 * acceleration[i],
    );
    const load = this.#load(predictedDisplacement, predictedVelocity, force, groundAcceleration);
    const next = multiply(this.#effectiveMassInverse, load, this.#structure.size);
    return {
      acceleration: next,
      velocity: predictedVelocity.map((value, i) => value + GAMMA * TIME_STEP * next[i]),
      displacement: predictedDisplacement.map((value, i) => value + BETA * TIME_STEP ** 2 * next[i]),
    };
  }

  /** The forces, N, that accelerate the masses at these displacements and velocities. */
  #load(
    displacement: Float64Array,
    velocity: Float64Array,
    force: number,
    groundAcceleration: number,
  ): Float64Array {
    const { size, inertia, damping, stiffness, damper, damperStandsOn } = this.#structure;
    const elastic = multiply(stiffness, displacement, size);
    const viscous = multiply(damping, velocity, size);
    const isTextbook = this.#integrator === 'newmark';
    return inertia.map((value, i) => {
      const shaken = i === damper && !isTextbook ? 0 : -value * groundAcceleration;
      const control = i === damper ? force : i === damperStandsOn ? -force : 0;
      return shaken + control - elastic[i] - (isTextbook ? viscous[i] : 0);
    });
  }
}
