/** Mean and (population) variance of `count` values. */
export interface Moments {
  readonly mean: number;
  readonly variance: number;
  readonly count: number;
}

/** Moments of `count` observations. */
export interface ObservationMoments {
  /** One for each entry of an observation. */
  readonly mean: Float64Array;
  /** A row for each entry, row-major, symmetric. */
  readonly covariance: Float64Array;
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

/** The moments of both samples of observations together, with the covariances of their entries (Chan et al. 1979). */
export function mergeObservationMoments(a: ObservationMoments, b: ObservationMoments): ObservationMoments {
  const count = a.count + b.count;
  if (count === 0) return a;
  const share = b.count / count;
  const difference = b.mean.map((mean, i) => mean - a.mean[i]);
  return {
    mean: a.mean.map((mean, i) => mean + share * difference[i]),
    covariance: a.covariance.map((value, i) => {
      const [row, column] = [Math.floor(i / difference.length), i % difference.length];
      const between = difference[row] * difference[column] * share * (1 - share);
      return value * (1 - share) + b.covariance[i] * share + between;
    }),
    count,
  };
}

/**
 * Mean and covariance of observations.
 *
 * @param observations rows of `size`
 */
export function observationMoments(observations: Float32Array, size: number): ObservationMoments {
  const count = observations.length / size;
  const mean = new Float64Array(size);
  for (let i = 0; i < observations.length; i++) mean[i % size] += observations[i] / count;
  const covariance = new Float64Array(size ** 2);
  for (let first = 0; first < observations.length; first += size) {
    for (let row = 0; row < size; row++) {
      const deviation = (observations[first + row] - mean[row]) / count;
      for (let column = 0; column <= row; column++) {
        covariance[row * size + column] += deviation * (observations[first + column] - mean[column]);
      }
    }
  }
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < row; column++) {
      covariance[column * size + row] = covariance[row * size + column];
    }
  }
  return { mean, covariance, count };
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

/**
 * Moments of the discounted returns, from their sums in each environment.
 *
 * @param count values behind all sums together
 */
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
