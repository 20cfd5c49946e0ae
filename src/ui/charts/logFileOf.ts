import type { LogFile } from '../../logging/logFile';
import { csvFiles, encodeLog } from '../../logging/logFiles';
import type { LogSource } from '../../logging/logStream';
import { summarise } from '../../logging/logStream';
import { tensorboardEvents } from '../../logging/tensorboard';
import { blobOf } from '../common/blobOf';

/**
 * The whole log of a run as a file for another program. A piece of it is in memory at a time.
 *
 * @param task name of the environment: see `taskName`
 */
export async function logFileOf(
  format: 'tensorboard' | 'progress' | 'monitor',
  log: LogSource,
  task: string,
): Promise<{ readonly name: string; readonly content: Blob }> {
  const summary = await summarise(log());
  const files: Readonly<Record<typeof format, LogFile>> = {
    tensorboard: tensorboardEvents(summary.startedAt),
    ...csvFiles(summary, task),
  };
  const file = files[format];
  return { name: file.name, content: await blobOf(encodeLog(file, log())) };
}
