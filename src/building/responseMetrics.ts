import { quantileOf } from '../numerics/quantile';
import type { Building } from './building';

/** How a building came through an earthquake. */
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
}

/** Under this typical drift, m, the concentration of drifts means nothing and counts as 0. */
const NEGLIGIBLE_DRIFT = 1e-3;

/** Gathers the metrics of an episode step by step. */
export class ResponseRecorder {
  readonly #building: Building;
  readonly #peakDrifts: Float64Array;
  #steps = 0;
  #peakRoof = 0;
  #sumSquaredRoof = 0;
  #peakForce = 0;
  #sumForce = 0;
  #sumSquaredForce = 0;
  #stroke = 0;
  #peakStroke = 0;
  #energy = 0;

  constructor(building: Building) {
    this.#building = building;
    this.#peakDrifts = new Float64Array(building.floors.length);
  }

  /**
   * Takes one step in; the first begins at rest.
   *
   * @param state of the structure after the step: its first entries are the displacements, m
   * @param force that acted during the step, N
   */
  record(state: Float64Array, force: number): void {
    const { floors, damper, damperStandsOn } = this.#building;
    const roof = state[this.#building.roof];
    this.#steps++;
    this.#peakRoof = Math.max(this.#peakRoof, Math.abs(roof));
    this.#sumSquaredRoof += roof * roof;
    this.#peakForce = Math.max(this.#peakForce, Math.abs(force));
    this.#sumForce += Math.abs(force);
    this.#sumSquaredForce += force * force;
    // The force is constant within a step, so its work is exact in displacements.
    const stroke = state[damper] - state[damperStandsOn];
    this.#energy += Math.abs(force * (stroke - this.#stroke));
    this.#stroke = stroke;
    this.#peakStroke = Math.max(this.#peakStroke, Math.abs(stroke));
    let below = 0;
    for (let storey = 0; storey < floors.length; storey++) {
      const floor = state[floors[storey].degreeOfFreedom];
      const drift = Math.abs(floor - below);
      if (drift > this.#peakDrifts[storey]) this.#peakDrifts[storey] = drift;
      below = floor;
    }
  }

  /** Per storey, from the ground up: largest drift so far, m. */
  get peakDrifts(): Float64Array {
    return this.#peakDrifts.slice();
  }

  metrics(): ResponseMetrics {
    const steps = Math.max(1, this.#steps);
    const peakStoreyDrift = Math.max(...this.#peakDrifts);
    return {
      peakRoofDisplacement: this.#peakRoof,
      rmsRoofDisplacement: Math.sqrt(this.#sumSquaredRoof / steps),
      peakStoreyDrift,
      driftConcentrationRatio: driftConcentrationRatio(this.#peakDrifts),
      peakForce: this.#peakForce,
      meanForce: this.#sumForce / steps,
      rmsForce: Math.sqrt(this.#sumSquaredForce / steps),
      controlEnergy: this.#energy,
      peakStroke: this.#peakStroke,
    };
  }
}

/** Largest of the storeys' peak drifts, m, over their 75th percentile; 0 where that is negligible. */
export function driftConcentrationRatio(peakDrifts: Float64Array): number {
  const typical = quantileOf(peakDrifts, 0.75);
  return typical < NEGLIGIBLE_DRIFT ? 0 : Math.max(...peakDrifts) / typical;
}
