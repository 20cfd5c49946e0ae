import type { LogRecord } from '../../src/logging/logRecord';
import { STARTED_AT } from './logRecords';

/** Timesteps of an iteration of `longLog`. */
export const STEPS_PER_ROW = 64;

/**
 * The log of a training of many short iterations, the same each time: four stages of equal length, an evaluation at the end of
 * each, a key that comes late, a clock that is set back once, and episodes that end in every fifth iteration.
 *
 * @param begin the first row
 */
export function* longLog(rows: number, begin = 0): Generator<LogRecord> {
  for (let row = begin; row < rows; row++) {
    const stage = Math.floor((4 * row) / rows);
    const isLastOfStage = row + 1 === rows || Math.floor((4 * (row + 1)) / rows) !== stage;
    // No two rows alike, and one far out now and then.
    const noise = ((row * 7919) % 1009) / 1009 + (row % 4001 === 17 ? 50 : 0);
    yield {
      stage: 1 + stage,
      wallTime: STARTED_AT + 0.25 * row - (row > rows / 3 ? 3600 : 0),
      values: {
        'time/fps': 250 + Math.floor(8 * noise),
        'time/iterations': row + 1,
        'time/time_elapsed': 0.25 * (row + 1),
        'time/total_timesteps': STEPS_PER_ROW * (row + 1),
        'train/learning_rate': 3e-4 * (1 - row / rows),
        'train/value_loss': noise / (1 + row),
        'train/approx_kl': noise - 0.5,
        ...(row > 6
          ? { 'rollout/ep_rew_mean': -100 / (1 + row / 100) - noise, 'rollout/ep_len_mean': 320 }
          : {}),
        ...(row > rows / 2 ? { 'train/clip_range_vf': 0.2 } : {}),
        ...(isLastOfStage ? { 'eval/mean_reward': -stage - noise, 'eval/mean_ep_length': 1000 } : {}),
      },
      episodes: row % 5 === 4 ? [{ r: -noise, l: 320 }] : [],
    };
  }
}
