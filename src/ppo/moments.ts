import { OBSERVATION_SIZE } from './parameters';

/** Mean and (population) variance of `count` values. */
export interface Moments {
  readonly mean: number;
  readonly variance: number;
  readonly count: number;
}

/** Moments of each entry of the observation: arrays of 8. */
export interface ObservationMoments {
  readonly mean: Float64Array;
  readonly variance: Float64Array;
  readonly count: number;
}

/** What a rollout's observations and discounted returns were like, in the units that the networks saw. */
export interface RolloutMoments {
  readonly observations: ObservationMoments;
  /**
   * Of the discounted sum of rewards at every step, r + gamma R, which begins anew with the rollout and with each episode.
   */
  readonly returns: Moments;
}

/** The moments of both samples together (Chan et al. 1979). */
export function mergeMoments(a: Moments, b: Moments): Moments {
  const count = a.count + b.count;
  if (count === 0) return a;
  const difference = b.mean - a.mean;
  const share = b.count / count;
  return {
    mean: a.mean + difference * share,
    variance: a.variance * (1 - share) + b.variance * share + difference ** 2 * share * (1 - share),
    count,
  };
}

/** As `mergeMoments`, for each entry. */
export function mergeObservationMoments(a: ObservationMoments, b: ObservationMoments): ObservationMoments {
  const entries = Array.from(a.mean, (_, i) => mergeMoments(entryOf(a, i), entryOf(b, i)));
  return {
    mean: Float64Array.from(entries, ({ mean }) => mean),
    variance: Float64Array.from(entries, ({ variance }) => variance),
    count: a.count + b.count,
  };
}

function entryOf({ mean, variance, count }: ObservationMoments, entry: number): Moments {
  return { mean: mean[entry], variance: variance[entry], count };
}

/** @param observations rows of 8 */
export function observationMoments(observations: Float32Array): ObservationMoments {
  const count = observations.length / OBSERVATION_SIZE;
  const mean = new Float64Array(OBSERVATION_SIZE);
  const variance = new Float64Array(OBSERVATION_SIZE);
  for (let i = 0; i < observations.length; i++) mean[i % OBSERVATION_SIZE] += observations[i];
  for (let entry = 0; entry < OBSERVATION_SIZE; entry++) mean[entry] /= count;
  for (let i = 0; i < observations.length; i++) {
    variance[i % OBSERVATION_SIZE] += (observations[i] - mean[i % OBSERVATION_SIZE]) ** 2;
  }
  for (let entry = 0; entry < OBSERVATION_SIZE; entry++) variance[entry] /= count;
  return { mean, variance, count };
}

/** Follows the discounted return of one environment through a rollout. */
export class DiscountedReturn {
  readonly #gamma: number;
  #current = 0;
  #sum = 0;
  #squares = 0;

  constructor(gamma: number) {
    this.#gamma = gamma;
  }

  add(reward: number, ends: boolean): void {
    this.#current = this.#gamma * this.#current + reward;
    this.#sum += this.#current;
    this.#squares += this.#current * this.#current;
    if (ends) this.#current = 0;
  }

  get sums(): ReturnSums {
    return { sum: this.#sum, squares: this.#squares };
  }
}

/** Of the discounted returns of one environment. */
export interface ReturnSums {
  readonly sum: number;
  readonly squares: number;
}

/** @param count values behind all sums together */
export function returnMoments(sums: Iterable<ReturnSums>, count: number): Moments {
  let total = 0;
  let squares = 0;
  for (const environment of sums) {
    total += environment.sum;
    squares += environment.squares;
  }
  const mean = total / count;
  return { mean, variance: Math.max(0, squares / count - mean ** 2), count };
}
