import { dot } from './dot';
import type { FreeMotion, HeldBuilding } from './heldBuilding';
import { PERIOD } from './heldBuilding';
import type { Network } from './network';

/** Order of the norm over time that stands for the peak: it has a gradient wherever the roof is near the peak. */
export const ORDER = 32;

/** What a network sees: some of the building's displacements and velocities, and the ground of the last periods. */
export interface Inputs {
  /** Entries of (d, v). */
  readonly rows: readonly number[];
  /** Control periods whose mean ground acceleration is seen, the last one first. */
  readonly groundPeriods: number;
  /** What each input is divided by, the rows' first; one for all of the ground's. */
  readonly scales: readonly number[];
}

export function inputCount({ rows, groundPeriods }: Pick<Inputs, 'rows' | 'groundPeriods'>): number {
  return rows.length + groundPeriods;
}

/** A controller that is differentiated through the building: a record forwards, and the peak's gradient backwards. */
export class Rollout {
  readonly roof: Float64Array;
  readonly #building: HeldBuilding;
  readonly #inputs: Inputs;
  readonly #network: Network;
  readonly #slopes: Float64Array;
  #state: Float64Array;
  #next: Float64Array;

  constructor(building: HeldBuilding, inputs: Inputs, network: Network) {
    const longest = network.inputs.length / network.shape.inputs;
    this.#building = building;
    this.#inputs = inputs;
    this.#network = network;
    this.roof = new Float64Array(longest * PERIOD);
    this.#slopes = new Float64Array(longest * PERIOD);
    this.#state = new Float64Array(building.size);
    this.#next = new Float64Array(building.size);
  }

  /** Drives the building through a record. @returns the largest roof displacement, m */
  forwards(motion: FreeMotion): number {
    const { size, A, B, C, D } = this.#building;
    this.#state.fill(0);
    let peak = 0;
    for (let decision = 0; decision < motion.decisions; decision++) {
      const [state, next] = [this.#state, this.#next];
      this.#look(motion, decision);
      const force = this.#network.decide(decision);
      for (let step = 0; step < PERIOD; step++) {
        const at = decision * PERIOD + step;
        const value = motion.roof[at] + D[step] * force + dot(C, step * size, state, 0, size);
        this.roof[at] = value;
        peak = Math.max(peak, Math.abs(value));
      }
      for (let row = 0; row < size; row++) next[row] = B[row] * force + dot(A, row * size, state, 0, size);
      [this.#state, this.#next] = [next, state];
    }
    return peak;
  }

  /**
   * Adds the gradient of a multiple of the last record's smooth peak to the network's.
   *
   * @returns the smooth peak, m: the ORDER-norm of the roof displacement over the steps
   */
  backwards(motion: FreeMotion, factor: number): number {
    const { size, A, B, C, D } = this.#building;
    const { rows, scales } = this.#inputs;
    const smooth = this.#smoothPeak(motion.decisions * PERIOD, factor);
    this.#state.fill(0);
    for (let decision = motion.decisions - 1; decision >= 0; decision--) {
      const [after, before] = [this.#state, this.#next];
      let ofForce = 0;
      before.fill(0);
      for (let row = 0; row < size; row++) {
        const of = after[row];
        ofForce += B[row] * of;
        addRow(before, A, row * size, of);
      }
      for (let step = 0; step < PERIOD; step++) {
        const of = this.#slopes[decision * PERIOD + step];
        if (of === 0) continue;
        ofForce += D[step] * of;
        addRow(before, C, step * size, of);
      }
      this.#network.back(decision, ofForce);
      const { inputGradient } = this.#network;
      for (let i = 0; i < rows.length; i++) before[rows[i]] += inputGradient[i] / scales[i];
      [this.#state, this.#next] = [before, after];
    }
    return smooth;
  }

  /** Writes what the network sees at a decision. */
  #look({ states, ground }: FreeMotion, decision: number): void {
    const { rows, groundPeriods, scales } = this.#inputs;
    const { inputs, shape } = this.#network;
    const at = decision * shape.inputs;
    for (let i = 0; i < rows.length; i++) {
      inputs[at + i] = (states[decision * rows.length + i] + this.#state[rows[i]]) / scales[i];
    }
    const scale = scales[rows.length];
    for (let i = 0; i < groundPeriods; i++) {
      inputs[at + rows.length + i] = i < decision ? ground[decision - 1 - i] / scale : 0;
    }
  }

  #smoothPeak(steps: number, factor: number): number {
    let peak = 0;
    for (let step = 0; step < steps; step++) peak = Math.max(peak, Math.abs(this.roof[step]));
    let sum = 0;
    for (let step = 0; step < steps; step++) sum += (Math.abs(this.roof[step]) / peak) ** ORDER;
    const smooth = peak * sum ** (1 / ORDER);
    for (let step = 0; step < steps; step++) {
      const slope = (Math.abs(this.roof[step]) / smooth) ** (ORDER - 1);
      this.#slopes[step] = slope < 1e-9 ? 0 : factor * slope * Math.sign(this.roof[step]);
    }
    return smooth;
  }
}

function addRow(vector: Float64Array, matrix: Float64Array, first: number, factor: number): void {
  for (let i = 0; i < vector.length; i++) vector[i] += factor * matrix[first + i];
}
