import { TASK_NAME } from '../../curriculum/taskName';
import type { LogColumns } from '../../logging/logColumns';
import type { LogFile } from '../../logging/logFile';
import { encodeLogFile } from '../../logging/logFile';
import type { LogRecord } from '../../logging/logRecord';
import { monitorCsv } from '../../logging/monitorCsv';
import { progressCsv } from '../../logging/progressCsv';
import { tensorboardEvents } from '../../logging/tensorboard';

/** The whole log of a run as a file for another program. */
export function logFileOf(
  format: 'tensorboard' | 'progress' | 'monitor',
  log: LogColumns,
): { readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> } {
  const startedAt = log.length > 0 ? startOf(log.record(0)) : 0;
  const files: Readonly<Record<typeof format, LogFile>> = {
    tensorboard: tensorboardEvents(startedAt),
    progress: progressCsv(log.keys),
    monitor: monitorCsv(startedAt, TASK_NAME),
  };
  const file = files[format];
  return { name: file.name, bytes: encodeLogFile(file, records(log)) };
}

/** When the first iteration of a run began, seconds since 1970. */
function startOf({ wallTime, values }: LogRecord): number {
  return wallTime - (values['time/time_elapsed'] ?? 0);
}

function* records(log: LogColumns): Generator<LogRecord> {
  for (let row = 0; row < log.length; row++) yield log.record(row);
}
