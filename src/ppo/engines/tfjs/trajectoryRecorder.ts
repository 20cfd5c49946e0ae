import type { BaselineTrajectories } from '../../gae';
import type { Scales } from '../../normalisation';
import { OBSERVATION_SIZE } from '../../parameters';

/** What a rollout sees and earns in all environments, as the networks see it and learn from it. */
export class TrajectoryRecorder {
  /** samples x 8 */
  readonly observations: Float32Array;
  readonly rewards: Float32Array;
  readonly #scales: Scales;
  /** Where episodes were truncated, and what they showed last. */
  readonly #finals: { readonly sample: number; readonly observation: Float32Array }[] = [];

  constructor(samples: number, scales: Scales) {
    this.observations = new Float32Array(samples * OBSERVATION_SIZE);
    this.rewards = new Float32Array(samples);
    this.#scales = scales;
  }

  /**
   * @param first sample
   * @param observations rows of 8, raw
   * @returns the rows normalised
   */
  observe(first: number, observations: Float32Array): Float32Array {
    const seen = this.#normalise(observations);
    this.observations.set(seen, first * OBSERVATION_SIZE);
    return seen;
  }

  /**
   * @param first sample
   * @param ends 1 where the step ended an episode
   * @param finalObservations rows of 8, raw; looked at where an episode ended
   */
  earn(first: number, rewards: Float64Array, ends: Uint8Array, finalObservations: Float32Array): void {
    rewards.forEach((reward, i) => {
      this.rewards[first + i] = this.#scales.rewardScale * reward;
      if (!ends[i]) return;
      const row = finalObservations.subarray(i * OBSERVATION_SIZE, (i + 1) * OBSERVATION_SIZE);
      this.#finals.push({ sample: first + i, observation: this.#normalise(row) });
    });
  }

  /**
   * A truncated episode would have gone on: what it would still have earned is the critic's guess (Pardo et al. 2018).
   *
   * @param last rows of 8, raw: what the environments show after the last step
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
    return observations.map((_, i) => {
      const entry = i % OBSERVATION_SIZE;
      let seen = 0;
      for (let j = 0; j < OBSERVATION_SIZE; j++) {
        const deviation = observations[i - entry + j] - observationMean[j];
        seen += observationTransform[entry * OBSERVATION_SIZE + j] * deviation;
      }
      return seen;
    });
  }
}
