/**
 * Stable-Baselines3's log keys, verbatim, in the order in which its console prints them; those under `eval/` are its
 * EvalCallback's, in the iterations after which the policy is evaluated. Two are this project's: `eval/mean_peak_m`, the
 * mean peak roof displacement, and `eval/std_reward`, which Stable-Baselines3 prints and does not log.
 */
export const LOG_KEYS = [
  'eval/mean_ep_length',
  'eval/mean_peak_m',
  'eval/mean_reward',
  'eval/std_reward',
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

/** The stage of the curriculum, under a key of our own. */
export const STAGE_KEY = 'curriculum/stage';

/** Keys that Stable-Baselines3 leaves out of TensorBoard: there, the step and the wall time say the same. */
export const NOT_IN_TENSORBOARD: ReadonlySet<string> = new Set<LogKey>([
  'time/iterations',
  'time/time_elapsed',
  'time/total_timesteps',
  'train/n_updates',
]);

/** A finished episode: return, length in steps. */
export interface FinishedEpisode {
  readonly r: number;
  readonly l: number;
}

/** One iteration's values; a key that has no value yet (no finished episode) or is not in use is absent. */
export interface LogRecord {
  readonly stage: number;
  /** When the iteration was done, seconds since 1970 by the machine's clock. In a log it never runs backwards. */
  readonly wallTime: number;
  readonly values: Readonly<Partial<Record<LogKey, number>>>;
  /** Episodes that ended in the iteration, oldest first. */
  readonly episodes: readonly FinishedEpisode[];
}
