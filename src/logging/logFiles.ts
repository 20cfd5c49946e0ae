import type { LogColumns } from './logColumns';
import type { LogFile } from './logFile';
import type { LogRecord } from './logRecord';
import { monitorCsv } from './monitorCsv';
import { progressCsv } from './progressCsv';

/** When the first iteration of a log began, seconds since 1970; 0 for an empty log. */
export function startOf(log: LogColumns): number {
  if (log.length === 0) return 0;
  const { wallTime, values } = log.record(0);
  return wallTime - (values['time/time_elapsed'] ?? 0);
}

/** The rows of a log from `begin` up to and without `end`. */
export function* recordsOf(log: LogColumns, begin = 0, end = log.length): Generator<LogRecord> {
  for (let row = begin; row < end; row++) yield log.record(row);
}

/**
 * `progress.csv` and `monitor.csv` of a log.
 *
 * @param environment name of the task
 */
export function csvFiles(log: LogColumns, environment: string): Record<'progress' | 'monitor', LogFile> {
  return { progress: progressCsv(log.keys), monitor: monitorCsv(startOf(log), environment) };
}
