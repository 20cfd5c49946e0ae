import type { Building } from '../../../src/building/building';
import type { Integrator } from '../../../src/building/stepMap';
import { applyStepMap, stepMap } from '../../../src/building/stepMap';
import type { Controller } from '../../../src/environment/simulateEpisode';
import type { GroundMotion } from '../../../src/groundMotion/groundMotion';
import type { GroundPrediction } from './groundPrediction';
import type { HeldBuilding } from './heldBuilding';
import { heldBuilding, PERIOD } from './heldBuilding';

/** What a program looks ahead with. */
export interface HorizonSettings {
  /** Control periods that it looks ahead. */
  readonly periods: number;
  /** Half the order of the norm that stands for the largest displacement. */
  readonly halfOrder: number;
  /** How much of the variance that the prediction leaves is added to the expected displacement's square. */
  readonly doubt: number;
  /** Steps of the projected gradient at each decision. */
  readonly iterations: number;
}

/** A horizon's programs for one building and force limit. */
export interface Horizon {
  readonly settings: HorizonSettings;
  readonly prediction: GroundPrediction;
  readonly held: HeldBuilding;
  readonly building: Building;
  /** periods x held.size: roof displacements at the ends of the periods, by the state, without force. */
  readonly byState: Float64Array;
  /** periods x past: by the ground's last accelerations, the newest first, and what they let expect. */
  readonly byGround: Float64Array;
  /** periods: by a force of 1 that is held for the first period. */
  readonly byForce: Float64Array;
  /** periods: variance that the prediction leaves, m2, where the ground's is 1 m2/s4. */
  readonly variance: Float64Array;
}

/** @param forceLimit N */
export function horizon(
  { building, integrator, forceLimit }: HorizonTask,
  prediction: GroundPrediction,
  settings: HorizonSettings,
): Horizon {
  const held = heldBuilding(building, integrator, forceLimit);
  const { periods } = settings;
  const byState = stateResponses(held, periods);
  const { byForce, byGround, variance } = {
    byForce: forceResponse(held, periods),
    ...groundResponses(building, integrator, prediction, periods),
  };
  return { settings, prediction, held, building, byState, byGround, byForce, variance };
}

export interface HorizonTask {
  readonly building: Building;
  readonly integrator: Integrator;
  readonly forceLimit: number;
}

function stateResponses({ size, A, C }: HeldBuilding, periods: number): Float64Array {
  const rows = new Float64Array(periods * size);
  let row = C.slice((PERIOD - 1) * size, PERIOD * size);
  for (let period = 0; period < periods; period++) {
    rows.set(row, period * size);
    const next = new Float64Array(size);
    for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) next[j] += row[i] * A[i * size + j];
    row = next;
  }
  return rows;
}

function forceResponse({ size, A, B, C, D }: HeldBuilding, periods: number): Float64Array {
  let state = B.slice();
  const last = (PERIOD - 1) * size;
  return Float64Array.from({ length: periods }, (_, period) => {
    if (period === 0) return D[PERIOD - 1];
    let roof = 0;
    for (let i = 0; i < size; i++) roof += C[last + i] * state[i];
    const next = new Float64Array(size);
    for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) next[i] += A[i * size + j] * state[j];
    state = next;
    return roof;
  });
}

function groundResponses(
  building: Building,
  integrator: Integrator,
  { past, future, weights, covariance }: GroundPrediction,
  periods: number,
): Pick<Horizon, 'byGround' | 'variance'> {
  const map = stepMap(building, integrator);
  const roofAfter = (begin: Float64Array, ground: number) => {
    let state = begin;
    return Float64Array.from({ length: future }, (_, step) => {
      const after = new Float64Array(state.length);
      applyStepMap(map, { before: state, after, offset: 0 }, 0, step === 0 ? ground : 0);
      state = after;
      return state[building.roof];
    });
  };
  const impulse = roofAfter(new Float64Array(building.stateSize), 1);
  // The last acceleration of the ground that has acted is in the building's, which the next step begins with.
  const begun = new Float64Array(building.stateSize);
  building.influence.forEach((value, i) => (begun[2 * building.degreesOfFreedom + i] = -value));
  const last = roofAfter(begun, 0);
  const byGround = new Float64Array(periods * past);
  const variance = new Float64Array(periods);
  for (let period = 0; period < periods; period++) {
    const end = (period + 1) * PERIOD;
    byGround[period * past] = last[end - 1];
    for (let step = 0; step < end; step++) {
      const roof = impulse[end - 1 - step];
      for (let k = 0; k < past; k++) byGround[period * past + k] += roof * weights[step * past + k];
      let sum = 0;
      for (let j = 0; j < end; j++) sum += impulse[end - 1 - j] * covariance[step * future + j];
      variance[period] += roof * sum;
    }
  }
  return { byGround, variance };
}

/**
 * Drives one record: at each decision it expects the roof's displacements over the horizon from the state and the
 * ground's past, and finds the forces that make the sum over the periods of (y^2 + doubt x variance)^halfOrder least, y the
 * expected displacement, by an accelerated projected gradient (Beck and Teboulle 2009, with the restart of
 * O'Donoghue and Candes 2015); the first of the forces acts. Only additions, products, quotients and roots: the same on
 * every machine. It has to be made anew for each record.
 */
export function recedingHorizon(
  { settings, prediction, held, byState, byGround, byForce, variance }: Horizon,
  { acceleration }: Pick<GroundMotion, 'acceleration'>,
): Controller {
  const { periods, doubt } = settings;
  const { past } = prediction;
  const program = new Program(byForce, settings);
  const expected = new Float64Array(periods);
  const spread = new Float64Array(periods);
  let decision = 0;
  return (_, readState) => {
    const state = readState();
    const acted = decision * PERIOD;
    const seen = Math.min(past, acted);
    let power = 0;
    for (let k = 0; k < seen; k++) power += acceleration[acted - 1 - k] ** 2 / seen;
    for (let period = 0; period < periods; period++) {
      let sum = byState[(period + 1) * held.size - 1] * program.force;
      for (let i = 0; i < held.size - 1; i++) sum += byState[period * held.size + i] * state[i];
      for (let k = 0; k < seen; k++) sum += byGround[period * past + k] * acceleration[acted - 1 - k];
      expected[period] = sum;
      spread[period] = doubt * power * variance[period];
    }
    decision += 1;
    return program.solve(expected, spread);
  };
}

/** The forces over a horizon, kept from one decision to the next. */
class Program {
  /** That acted last. */
  force = 0;
  readonly #byForce: Float64Array;
  readonly #settings: HorizonSettings;
  readonly #norm: number;
  readonly #forces: Float64Array;
  readonly #ahead: Float64Array;
  readonly #before: Float64Array;
  readonly #roof: Float64Array;
  readonly #slopes: Float64Array;

  constructor(byForce: Float64Array, settings: HorizonSettings) {
    this.#byForce = byForce;
    this.#settings = settings;
    const size = byForce.length;
    [this.#forces, this.#ahead, this.#before, this.#roof, this.#slopes] = Array.from(
      { length: 5 },
      () => new Float64Array(size),
    );
    this.#norm = this.#squaredNorm();
  }

  /** @returns the force of the first period, in parts of the limit */
  solve(expected: Float64Array, spread: Float64Array): number {
    const [forces, ahead, before] = [this.#forces, this.#ahead, this.#before];
    const size = forces.length;
    forces.copyWithin(0, 1);
    ahead.set(forces);
    let momentum = 1;
    for (let iteration = 0; iteration < this.#settings.iterations; iteration++) {
      const steepest = this.#gradient(expected, spread);
      if (steepest === 0) break;
      before.set(forces);
      let turned = 0;
      for (let i = 0; i < size; i++) {
        const to = Math.min(1, Math.max(-1, ahead[i] - this.#slopes[i] / steepest));
        turned += (ahead[i] - to) * (to - before[i]);
        forces[i] = to;
      }
      const next = turned > 0 ? 1 : (1 + Math.sqrt(1 + 4 * momentum * momentum)) / 2;
      const push = turned > 0 ? 0 : (momentum - 1) / next;
      momentum = next;
      for (let i = 0; i < size; i++) ahead[i] = forces[i] + push * (forces[i] - before[i]);
    }
    this.force = forces[0];
    return this.force;
  }

  /** Writes the cost's slopes by the forces ahead. @returns a bound of its curvature */
  #gradient(expected: Float64Array, spread: Float64Array): number {
    const [roof, slopes, byForce] = [this.#roof, this.#slopes, this.#byForce];
    const { halfOrder } = this.#settings;
    const size = roof.length;
    this.#respond(this.#ahead, roof);
    let largest = 0;
    for (let k = 0; k < size; k++) {
      roof[k] += expected[k];
      largest = Math.max(largest, roof[k] * roof[k] + spread[k]);
    }
    if (largest === 0) return 0;
    // Of the sum of (s / largest)^halfOrder: slopes q' = 2 halfOrder y s^(halfOrder - 1), curvatures of at most (2 halfOrder - 1) as much by y.
    let curvature = 0;
    for (let k = 0; k < size; k++) {
      const part = (roof[k] * roof[k] + spread[k]) / largest;
      let power = 1;
      for (let i = 1; i < halfOrder; i++) power *= part;
      curvature = Math.max(curvature, power);
      roof[k] *= power;
    }
    for (let i = 0; i < size; i++) {
      let [s0, s1] = [0, 0];
      let k = i;
      for (; k + 2 <= size; k += 2) {
        s0 += byForce[k - i] * roof[k];
        s1 += byForce[k + 1 - i] * roof[k + 1];
      }
      if (k < size) s0 += byForce[k - i] * roof[k];
      slopes[i] = s0 + s1;
    }
    return (2 * halfOrder - 1) * curvature * this.#norm;
  }

  #respond(forces: Float64Array, roof: Float64Array): void {
    const byForce = this.#byForce;
    for (let k = 0; k < roof.length; k++) {
      let [s0, s1] = [0, 0];
      let i = 0;
      for (; i + 2 <= k + 1; i += 2) {
        s0 += byForce[k - i] * forces[i];
        s1 += byForce[k - i - 1] * forces[i + 1];
      }
      if (i <= k) s0 += byForce[k - i] * forces[i];
      roof[k] = s0 + s1;
    }
  }

  /** The largest eigenvalue of the responses' matrix times its transpose, by the power method. */
  #squaredNorm(): number {
    const size = this.#byForce.length;
    let vector = new Float64Array(size).fill(1);
    const image = new Float64Array(size);
    let value = 0;
    for (let iteration = 0; iteration < 100; iteration++) {
      this.#respond(vector, image);
      const next = new Float64Array(size);
      for (let i = 0; i < size; i++)
        for (let k = i; k < size; k++) next[i] += this.#byForce[k - i] * image[k];
      value = Math.sqrt(next.reduce((sum, each) => sum + each * each, 0));
      vector = next.map((each) => each / value);
    }
    return 1.01 * value;
  }
}
