/** What generalised advantage estimation reads. Arrays are step-major: index = step * environments + environment. */
export interface Trajectories {
  readonly environments: number;
  /** Rewards, with the discounted value of the last observation already added where an episode was truncated. */
  readonly rewards: Float32Array;
  /** Values of the observations that the actions were chosen for. */
  readonly values: Float32Array;
  /** 1 where the step ended an episode. */
  readonly ends: Uint8Array;
  /** Per environment: value of the observation after the last step. */
  readonly lastValues: Float32Array;
  /** What the advantages are measured against; its episodes end with the others'. */
  readonly baseline: BaselineTrajectories | null;
}

/** Rewards and values of trajectories on which the actions have no influence. */
export type BaselineTrajectories = Pick<Trajectories, 'rewards' | 'values' | 'lastValues'>;

/**
 * Generalised advantage estimation (Schulman et al. 2016, eq. 16) over a rollout, backwards in time. The estimate of the
 * baseline is subtracted from the advantages; the returns stay those of the trajectories.
 *
 * @returns advantages, and returns = estimates + values (the targets of the value function), step-major
 */
export function generalisedAdvantages(
  { environments, rewards, values, ends, lastValues, baseline }: Trajectories,
  gamma: number,
  gaeLambda: number,
): { advantages: Float32Array; returns: Float32Array } {
  const advantages = new Float32Array(rewards.length);
  const returns = new Float32Array(rewards.length);
  for (let environment = 0; environment < environments; environment++) {
    let nextValue = lastValues[environment];
    let advantage = 0;
    let nextBaselineValue = baseline?.lastValues[environment] ?? 0;
    let baselineAdvantage = 0;
    for (let i = rewards.length - environments + environment; i >= 0; i -= environments) {
      const goesOn = 1 - ends[i];
      const delta = rewards[i] + gamma * nextValue * goesOn - values[i];
      advantage = delta + gamma * gaeLambda * goesOn * advantage;
      returns[i] = advantage + values[i];
      nextValue = values[i];
      if (baseline) {
        const value = baseline.values[i];
        const change = baseline.rewards[i] + gamma * nextBaselineValue * goesOn - value;
        baselineAdvantage = change + gamma * gaeLambda * goesOn * baselineAdvantage;
        nextBaselineValue = value;
      }
      advantages[i] = advantage - baselineAdvantage;
    }
  }
  return { advantages, returns };
}

/**
 * 1 - Var(returns - values) / Var(returns): 1 for a perfect critic, 0 for one that is no better than a constant.
 * NaN when the returns do not vary, as in Stable-Baselines3.
 */
export function explainedVariance(values: Float32Array, returns: Float32Array): number {
  const total = variance(returns);
  return total === 0 ? NaN : 1 - variance(returns.map((target, i) => target - values[i])) / total;
}

function variance(sample: Float32Array): number {
  let mean = 0;
  for (const value of sample) mean += value / sample.length;
  let sum = 0;
  for (const value of sample) sum += (value - mean) ** 2;
  return sum / sample.length;
}
