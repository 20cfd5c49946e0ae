import { cos } from '../numerics/trigonometric';
import { threefry2x32 } from './threefry';

/**
 * What a random number is for. Each purpose has its own stream, so drawing more numbers for one never
 * changes another. The integers are part of the checkpoint's contract: append, never renumber.
 */
export const PURPOSE = {
  initialisation: 0,
  actionNoise: 1,
  minibatchOrder: 2,
  recordDraw: 3,
  actuatorNoise: 4,
  sensorNoise: 5,
  sensorDropout: 6,
  recordPhase: 7,
  recordAmplitude: 8,
  exploration: 9,
  firstStep: 10,
  bootstrap: 11,
} as const;

export type Purpose = (typeof PURPOSE)[keyof typeof PURPOSE];

/**
 * The random numbers of one purpose within one stage. There is no state: every number is a function of
 * `(seed, stage, purpose, position, index)`, so a run that is stopped and resumed draws what it would have drawn.
 *
 * `position` counts time (the iteration, or the step within the stage) and `index` what happens at that time
 * (the environment, the parameter, the sensor). Both are unsigned 32-bit integers.
 */
export class RandomStream {
  readonly #key0: number;
  readonly #key1: number;

  /**
   * @param seed unsigned 32-bit integer
   * @param stage 0 for what precedes all stages, else the stage's number; below 2^24
   */
  constructor(seed: number, stage: number, purpose: Purpose) {
    this.#key0 = seed >>> 0;
    this.#key1 = ((stage << 8) | purpose) >>> 0;
  }

  /** Two independent unsigned 32-bit integers. */
  words(position: number, index: number): [number, number] {
    return threefry2x32(this.#key0, this.#key1, position, index);
  }

  /** Uniform in [0, 1), a multiple of 2^-24 and therefore exact in float32. */
  uniform(position: number, index: number): number {
    return (this.words(position, index)[0] >>> 8) * 2 ** -24;
  }

  /** Standard normal by the Box-Muller transform, float64. */
  normal(position: number, index: number): number {
    const [first, second] = this.words(position, index);
    // 1 - u lies in (0, 1], so the logarithm is finite.
    const radius = Math.sqrt(-2 * Math.log(1 - (first >>> 8) * 2 ** -24));
    return radius * cos(2 * Math.PI * (second >>> 8) * 2 ** -24);
  }

  /** Uniform integer in [0, bound), by the high half of a 32 x 32 bit product (bias below bound / 2^32). */
  integer(position: number, index: number, bound: number): number {
    return Number((BigInt(this.words(position, index)[0]) * BigInt(bound)) >> 32n);
  }
}
