import type { BaselineTrajectories } from '../../gae';
import type { Scales } from '../../normalisation';

/** What a rollout sees and earns in all environments, as the networks see it and learn from it. */
export class TrajectoryRecorder {
  /** samples x observation size */
  readonly observations: Float32Array;
  readonly rewards: Float32Array;
  readonly #scales: Scales;
  /** Of an observation. */
  readonly #size: number;
  /** Where episodes were truncated, and what they showed last. */
  readonly #finals: { readonly sample: number; readonly observation: Float32Array }[] = [];

  constructor(samples: number, scales: Scales) {
    this.#size = scales.observationMean.length;
    this.observations = new Float32Array(samples * this.#size);
    this.rewards = new Float32Array(samples);
    this.#scales = scales;
  }

  /**
   * @param first sample
   * @param observations rows, raw
   * @returns the rows normalised
   */
  observe(first: number, observations: Float32Array): Float32Array {
    const seen = this.#normalise(observations);
    this.observations.set(seen, first * this.#size);
    return seen;
  }

  /**
   * @param first sample
   * @param ends 1 where the step ended an episode
   * @param finalObservations rows, raw; looked at where an episode ended
   */
  earn(first: number, rewards: Float64Array, ends: Uint8Array, finalObservations: Float32Array): void {
    rewards.forEach((reward, i) => {
      this.rewards[first + i] = this.#scales.rewardScale * reward;
      if (!ends[i]) return;
      const row = finalObservations.subarray(i * this.#size, (i + 1) * this.#size);
      this.#finals.push({ sample: first + i, observation: this.#normalise(row) });
    });
  }

  /**
   * A truncated episode would have gone on: what it would still have earned is the critic's guess (Pardo et al. 2018).
   *
   * @param last rows, raw: what the environments show after the last step
   * @param valuesOf the critic, for normalised rows
   */
  async evaluate(
    last: Float32Array,
    gamma: number,
    valuesOf: (observations: Float32Array) => Promise<Float32Array>,
  ): Promise<BaselineTrajectories> {
    const values = await valuesOf(this.observations);
    const lastValues = await valuesOf(this.#normalise(last));
    const rewards = this.rewards.slice();
    if (this.#finals.length > 0) {
      const rows = this.#finals.flatMap(({ observation }) => [...observation]);
      const finalValues = await valuesOf(Float32Array.from(rows));
      this.#finals.forEach(({ sample }, i) => (rewards[sample] += gamma * finalValues[i]));
    }
    return { rewards, values, lastValues };
  }

  #normalise(observations: Float32Array): Float32Array {
    const { observationMean, observationTransform } = this.#scales;
    const size = this.#size;
    return observations.map((_, i) => {
      const entry = i % size;
      let seen = 0;
      for (let j = 0; j < size; j++) {
        const deviation = observations[i - entry + j] - observationMean[j];
        seen += observationTransform[entry * size + j] * deviation;
      }
      return seen;
    });
  }
}
