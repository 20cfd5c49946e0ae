import type { LogColumns } from './logColumns';
import type { LogFile } from './logFile';
import { encodeLogRows } from './logFile';
import type { LogRecord } from './logRecord';
import type { LogStream, LogSummary } from './logStream';
import { monitorCsv } from './monitorCsv';
import { progressCsv } from './progressCsv';

/** The rows of a piece of a log from `begin` up to and without `end`. */
export function* recordsOf(log: LogColumns, begin = 0, end = log.length): Generator<LogRecord> {
  for (let row = begin; row < end; row++) yield log.record(row);
}

/**
 * `progress.csv` and `monitor.csv` of a log.
 *
 * @param environment name of the task
 */
export function csvFiles(
  { keys, startedAt }: Pick<LogSummary, 'keys' | 'startedAt'>,
  environment: string,
): Record<'progress' | 'monitor', LogFile> {
  return { progress: progressCsv(keys), monitor: monitorCsv(startedAt, environment) };
}

/** A file of a whole log, part by part. */
export async function* encodeLog(file: LogFile, log: LogStream): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const header = file.header();
  if (header.length > 0) yield header;
  yield* encodeRows(file, log);
}

/** What some rows add to a file, part by part. */
export async function* encodeRows(file: LogFile, log: LogStream): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for await (const piece of log) {
    const part = encodeLogRows(file, recordsOf(piece));
    if (part.length > 0) yield part;
  }
}
