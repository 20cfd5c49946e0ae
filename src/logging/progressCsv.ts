import type { LogFile } from './logFile';
import type { LogKey, LogRecord } from './logRecord';
import { LOG_KEYS, STAGE_KEY } from './logRecord';

/** Keys that have a value in any of the records, in the order of `LOG_KEYS`. */
export function keysInUse(records: readonly LogRecord[]): LogKey[] {
  return LOG_KEYS.filter((key) => records.some(({ values }) => values[key] !== undefined));
}

/**
 * `progress.csv` of Stable-Baselines3's CSVOutputFormat: one column for each key, one row for each iteration, an absent
 * value left empty. Stable-Baselines3 rewrites the file when a key first appears; here the columns are known at the start.
 */
export function progressCsv(keys: readonly LogKey[] = LOG_KEYS): LogFile {
  const encoder = new TextEncoder();
  const line = (cells: readonly (string | number)[]) => encoder.encode(`${cells.join(',')}\n`);
  return {
    name: 'progress.csv',
    header: () => line([STAGE_KEY, ...keys]),
    append: ({ stage, values }) => line([stage, ...keys.map((key) => values[key] ?? '')]),
  };
}
