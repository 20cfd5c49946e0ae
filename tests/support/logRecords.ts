import type { LogRecord } from '../../src/logging/logRecord';

/** When the training of `logRecords` began, seconds since 1970. */
export const STARTED_AT = 1_700_000_000.25;

/** Two iterations: before the first finished episode, and after two of them, with a key that is new. */
export const logRecords: readonly LogRecord[] = [
  {
    stage: 1,
    wallTime: STARTED_AT + 1.5,
    values: {
      'time/fps': 85,
      'time/iterations': 1,
      'time/time_elapsed': 1.5,
      'time/total_timesteps': 128,
      'train/approx_kl': 1.25e-7,
      'train/n_updates': 2,
    },
    episodes: [],
  },
  {
    stage: 2,
    wallTime: STARTED_AT + 3,
    values: {
      'rollout/ep_len_mean': 1500,
      'rollout/ep_rew_mean': -12.625,
      'time/fps': 85,
      'time/iterations': 2,
      'time/time_elapsed': 3,
      'time/total_timesteps': 2 ** 33,
      'train/approx_kl': 0.015625,
      'train/n_updates': 4,
    },
    episodes: [
      { r: -12.1234567, l: 1500 },
      { r: -13, l: 1501 },
    ],
  },
];
