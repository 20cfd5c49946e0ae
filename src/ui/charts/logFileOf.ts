import { TASK_NAME } from '../../curriculum/taskName';
import type { LogColumns } from '../../logging/logColumns';
import type { LogFile } from '../../logging/logFile';
import { encodeLogFile } from '../../logging/logFile';
import { csvFiles, recordsOf, startOf } from '../../logging/logFiles';
import { tensorboardEvents } from '../../logging/tensorboard';

/** The whole log of a run as a file for another program. */
export function logFileOf(
  format: 'tensorboard' | 'progress' | 'monitor',
  log: LogColumns,
): { readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> } {
  const files: Readonly<Record<typeof format, LogFile>> = {
    tensorboard: tensorboardEvents(startOf(log)),
    ...csvFiles(log, TASK_NAME),
  };
  const file = files[format];
  return { name: file.name, bytes: encodeLogFile(file, recordsOf(log)) };
}
