import { dot } from '../numerics/matrix';
import { quantileOf } from '../numerics/quantile';
import type { Building } from './building';
import type { Integrator } from './newmark';
import { TIME_STEP } from './newmark';

/** How a building came through an earthquake. Root mean squares are over the whole record. */
export interface ResponseMetrics {
  /** Largest |roof displacement| relative to the ground, m. */
  readonly peakRoofDisplacement: number;
  /** m */
  readonly rmsRoofDisplacement: number;
  /** Largest displacement between two neighbouring floors, m. */
  readonly peakStoreyDrift: number;
  /** Drift concentration ratio: largest of the storeys' peak drifts over their 75th percentile. */
  readonly driftConcentrationRatio: number;
  /** N */
  readonly peakForce: number;
  /** Mean |force|, N. */
  readonly meanForce: number;
  /** N */
  readonly rmsForce: number;
  /** Work that passes through the actuator in either direction, J: the integral of |u| times the damper's speed
   * relative to the floor that it stands on. */
  readonly controlEnergy: number;
  /** Largest |TMD displacement| relative to the floor that it stands on, m. */
  readonly peakStroke: number;
  /** Largest |roof velocity| relative to the ground, m/s. */
  readonly peakRoofVelocity: number;
  /** Largest of the storeys' peak drifts, each as a part of its storey's height. */
  readonly peakDriftRatio: number;
  /** Largest of the storeys' root mean square drifts, each as a part of its storey's height. */
  readonly rmsDriftRatio: number;
  /** Largest |absolute acceleration| of a floor, the ground's included, m/s2. */
  readonly peakFloorAcceleration: number;
  /** Largest of the floors' root mean square absolute accelerations, m/s2. */
  readonly rmsFloorAcceleration: number;
  /** Largest |base shear|, N: of all masses, the damper's too, the inertia that the ground has to hold. */
  readonly peakBaseShear: number;
  /** N */
  readonly rmsBaseShear: number;
  /** Largest base shear as a part of the building's weight. */
  readonly baseShearPerWeight: number;
  /** Largest |force| as a part of the building's weight. */
  readonly forcePerWeight: number;
  /** Largest |u| times the damper's speed relative to the floor that it stands on, at the ends of the steps, W. */
  readonly peakControlPower: number;
  /** The control energy over the length of the record, W. */
  readonly meanControlPower: number;
}

/** What the metrics need beside the building. */
interface Circumstances {
  readonly integrator: Integrator;
  /** Of the building without its damper, N. */
  readonly weight: number;
}

/** Under this typical drift, m, the concentration of drifts means nothing and counts as 0. */
const NEGLIGIBLE_DRIFT = 1e-3;

/** Gathers the metrics of an episode step by step. */
export class ResponseRecorder {
  readonly #building: Building;
  readonly #weight: number;
  /** Mass that the ground's acceleration acts on, as the base feels it, kg. */
  readonly #shakenMass: number;
  readonly #inertia: Float64Array;
  readonly #floors: Int32Array;
  readonly #floorInfluence: Float64Array;
  readonly #peakDrifts: Float64Array;
  readonly #sumSquaredDrifts: Float64Array;
  readonly #sumSquaredAccelerations: Float64Array;
  #steps = 0;
  #peakRoof = 0;
  #sumSquaredRoof = 0;
  #peakRoofVelocity = 0;
  #peakForce = 0;
  #sumForce = 0;
  #sumSquaredForce = 0;
  #stroke = 0;
  #peakStroke = 0;
  #energy = 0;
  #peakPower = 0;
  #peakAcceleration = 0;
  #peakShear = 0;
  #sumSquaredShear = 0;

  constructor(building: Building, { integrator, weight }: Circumstances) {
    const { structure, influence, damper, floors } = building;
    this.#building = building;
    this.#weight = weight;
    // The ground does not act on the damper's mass in v9's equations.
    const shaken = influence.map((moved, i) => (i === damper && integrator === 'v9' ? 0 : moved));
    this.#shakenMass = dot(structure.inertia, shaken);
    this.#inertia = structure.inertia;
    this.#floorInfluence = Float64Array.from(floors, ({ degreeOfFreedom }) => influence[degreeOfFreedom]);
    this.#floors = Int32Array.from(floors, ({ degreeOfFreedom }) => degreeOfFreedom);
    this.#peakDrifts = new Float64Array(floors.length);
    this.#sumSquaredDrifts = new Float64Array(floors.length);
    this.#sumSquaredAccelerations = new Float64Array(floors.length);
  }

  /**
   * Takes one step in; the first begins at rest.
   *
   * @param state of the structure after the step: displacements, m, velocities, m/s, and accelerations, m/s2, relative to
   * the ground
   * @param force that acted during the step, N
   * @param groundAcceleration at the end of the step, m/s2
   */
  record(state: Float64Array, force: number, groundAcceleration: number): void {
    const { roof, degreesOfFreedom } = this.#building;
    this.#steps++;
    this.#peakRoof = Math.max(this.#peakRoof, Math.abs(state[roof]));
    this.#sumSquaredRoof += state[roof] * state[roof];
    this.#peakRoofVelocity = Math.max(this.#peakRoofVelocity, Math.abs(state[degreesOfFreedom + roof]));
    this.#recordActuator(state, force);
    this.#recordFloors(state, groundAcceleration);
    this.#recordBaseShear(state, groundAcceleration);
  }

  /** Per storey, from the ground up: largest drift so far, m. */
  get peakDrifts(): Float64Array {
    return this.#peakDrifts.slice();
  }

  metrics(): ResponseMetrics {
    const steps = Math.max(1, this.#steps);
    const rms = (sumOfSquares: number) => Math.sqrt(sumOfSquares / steps);
    const perHeight = (drift: number, storey: number) => drift / this.#building.floors[storey].height;
    return {
      peakRoofDisplacement: this.#peakRoof,
      rmsRoofDisplacement: rms(this.#sumSquaredRoof),
      peakStoreyDrift: Math.max(...this.#peakDrifts),
      driftConcentrationRatio: driftConcentrationRatio(this.#peakDrifts),
      peakForce: this.#peakForce,
      meanForce: this.#sumForce / steps,
      rmsForce: rms(this.#sumSquaredForce),
      controlEnergy: this.#energy,
      peakStroke: this.#peakStroke,
      peakRoofVelocity: this.#peakRoofVelocity,
      peakDriftRatio: Math.max(...this.#peakDrifts.map(perHeight)),
      rmsDriftRatio: Math.max(...this.#sumSquaredDrifts.map(rms).map(perHeight)),
      peakFloorAcceleration: this.#peakAcceleration,
      rmsFloorAcceleration: rms(Math.max(...this.#sumSquaredAccelerations)),
      peakBaseShear: this.#peakShear,
      rmsBaseShear: rms(this.#sumSquaredShear),
      baseShearPerWeight: this.#peakShear / this.#weight,
      forcePerWeight: this.#peakForce / this.#weight,
      peakControlPower: this.#peakPower,
      meanControlPower: this.#energy / (steps * TIME_STEP),
    };
  }

  #recordActuator(state: Float64Array, force: number): void {
    const { damper, damperStandsOn, degreesOfFreedom } = this.#building;
    const pushed = Math.abs(force);
    this.#peakForce = Math.max(this.#peakForce, pushed);
    this.#sumForce += pushed;
    this.#sumSquaredForce += force * force;
    // The force is constant within a step, so its work is exact in displacements.
    const stroke = state[damper] - state[damperStandsOn];
    this.#energy += Math.abs(force * (stroke - this.#stroke));
    this.#stroke = stroke;
    this.#peakStroke = Math.max(this.#peakStroke, Math.abs(stroke));
    const speed = state[degreesOfFreedom + damper] - state[degreesOfFreedom + damperStandsOn];
    this.#peakPower = Math.max(this.#peakPower, Math.abs(force * speed));
  }

  #recordFloors(state: Float64Array, groundAcceleration: number): void {
    const floors = this.#floors;
    const moved = this.#floorInfluence;
    const peaks = this.#peakDrifts;
    const drifts = this.#sumSquaredDrifts;
    const accelerations = this.#sumSquaredAccelerations;
    const first = 2 * this.#building.degreesOfFreedom;
    let peakAcceleration = this.#peakAcceleration;
    let below = 0;
    for (let storey = 0; storey < floors.length; storey++) {
      const place = floors[storey];
      const floor = state[place];
      const drift = Math.abs(floor - below);
      if (drift > peaks[storey]) peaks[storey] = drift;
      drifts[storey] += drift * drift;
      below = floor;
      const acceleration = Math.abs(state[first + place] + moved[storey] * groundAcceleration);
      if (acceleration > peakAcceleration) peakAcceleration = acceleration;
      accelerations[storey] += acceleration * acceleration;
    }
    this.#peakAcceleration = peakAcceleration;
  }

  #recordBaseShear(state: Float64Array, groundAcceleration: number): void {
    const inertia = this.#inertia;
    const first = 2 * this.#building.degreesOfFreedom;
    let shear = this.#shakenMass * groundAcceleration;
    for (let i = 0; i < inertia.length; i++) shear += inertia[i] * state[first + i];
    this.#peakShear = Math.max(this.#peakShear, Math.abs(shear));
    this.#sumSquaredShear += shear * shear;
  }
}

/** Largest of the storeys' peak drifts, m, over their 75th percentile; 0 where that is negligible. */
export function driftConcentrationRatio(peakDrifts: Float64Array): number {
  const typical = quantileOf(peakDrifts, 0.75);
  return typical < NEGLIGIBLE_DRIFT ? 0 : Math.max(...peakDrifts) / typical;
}
