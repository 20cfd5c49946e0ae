/**
 * Stable-Baselines3's log keys, verbatim, in the order in which its console prints them. `eval/mean_peak_m` is this
 * project's: the mean peak roof displacement on the validation records, in the iterations that have one.
 */
export const LOG_KEYS = [
  'eval/mean_peak_m',
  'rollout/ep_len_mean',
  'rollout/ep_rew_mean',
  'time/fps',
  'time/iterations',
  'time/time_elapsed',
  'time/total_timesteps',
  'train/approx_kl',
  'train/clip_fraction',
  'train/clip_range',
  'train/clip_range_vf',
  'train/entropy_loss',
  'train/explained_variance',
  'train/learning_rate',
  'train/loss',
  'train/n_updates',
  'train/policy_gradient_loss',
  'train/std',
  'train/value_loss',
] as const;

export type LogKey = (typeof LOG_KEYS)[number];

/** One iteration's values; a key that has no value yet (no finished episode) or is not in use is absent. */
export interface LogRecord {
  readonly stage: number;
  readonly values: Readonly<Partial<Record<LogKey, number>>>;
}
