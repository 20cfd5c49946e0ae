import type { BaselineTrajectories } from './gae';
import type { Episode } from './runnerState';
import { ACTION_SIZE } from './parameters';

/** What the update learns from. Arrays are step-major: index = step * environments + environment. */
export interface Rollout {
  readonly environments: number;
  /** samples x observation size, as the networks saw them. */
  readonly observations: Float32Array;
  /** As sampled, before clipping to the action space. */
  readonly actions: Float32Array;
  readonly logProbabilities: Float32Array;
  /** Scaled, with the discounted value of the last observation added where an episode ended. */
  readonly rewards: Float32Array;
  readonly values: Float32Array;
  /** 1 where the step ended an episode. */
  readonly ends: Uint8Array;
  /** Per environment: value of the observation after the last step. */
  readonly lastValues: Float32Array;
  /** Of the uncontrolled building, as rewards, values and last values above; null: no baseline. */
  readonly baseline: BaselineTrajectories | null;
  /** Episodes that ended in the rollout, oldest first. */
  readonly episodes: readonly Episode[];
}

/** The samples of a rollout that one gradient step sees. */
export interface Minibatch {
  readonly size: number;
  /** size x observation size. */
  readonly observations: Float32Array;
  readonly actions: Float32Array;
  readonly oldLogProbabilities: Float32Array;
  /** Normalised within the minibatch where the hyperparameters ask for it. */
  readonly advantages: Float32Array;
  readonly returns: Float32Array;
  readonly oldValues: Float32Array;
}

/** Picks the samples `indices` from a rollout and its advantages. */
export function gatherMinibatch(
  rollout: Rollout,
  estimates: { readonly advantages: Float32Array; readonly returns: Float32Array },
  indices: Uint32Array,
  normaliseAdvantage: boolean,
): Minibatch {
  const pick = (source: Float32Array, width: number) => {
    const picked = new Float32Array(indices.length * width);
    indices.forEach((index, row) => {
      for (let i = 0; i < width; i++) picked[row * width + i] = source[index * width + i];
    });
    return picked;
  };
  const advantages = pick(estimates.advantages, 1);
  if (normaliseAdvantage) normalise(advantages);
  return {
    size: indices.length,
    observations: pick(rollout.observations, rollout.observations.length / rollout.actions.length),
    actions: pick(rollout.actions, ACTION_SIZE),
    oldLogProbabilities: pick(rollout.logProbabilities, 1),
    advantages,
    returns: pick(estimates.returns, 1),
    oldValues: pick(rollout.values, 1),
  };
}

/** Shifts and scales to mean 0 and (unbiased) standard deviation 1; a single sample stays, as in Stable-Baselines3. */
function normalise(sample: Float32Array): void {
  if (sample.length < 2) return;
  let mean = 0;
  for (const value of sample) mean += value / sample.length;
  let sum = 0;
  for (const value of sample) sum += (value - mean) ** 2;
  const deviation = Math.sqrt(sum / (sample.length - 1));
  for (let i = 0; i < sample.length; i++) sample[i] = (sample[i] - mean) / (deviation + 1e-8);
}
