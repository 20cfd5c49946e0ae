import { readFile, realpath, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { ROOT_DIRECTORY, runDirectory } from '../checkpoint/names';
import { LogDirectory } from '../checkpoint/store/logDirectory';
import { taskName } from '../curriculum/taskName';
import type { TrainOptions } from './arguments';
import { DirectoryDisk } from './directoryDisk';
import { DirectoryError, errorCode } from './directoryError';
import type { DirectoryLock } from './directoryLock';
import { lockDirectory } from './directoryLock';
import { UsageError } from './usage';

/** In a directory of logs: which run's they are, since a run that begins anew begins its log anew. */
const OWNER_NAME = '.run';

/** Where the log of a run goes. */
export interface RunLog {
  readonly directory: LogDirectory;
  /** Of a directory of its own; null: the run's lock is its. */
  readonly lock: DirectoryLock | null;
}

/**
 * Opens the log of a run: in its directory, or in one of its own, which this process alone may write to meanwhile.
 *
 * @param runDisk the run's, which is locked
 * @throws UsageError where another run has its log, DirectoryLockedError, DirectoryError
 */
export async function openRunLog(
  runDisk: DirectoryDisk,
  { settings, logDirectory }: Pick<TrainOptions, 'settings' | 'logDirectory'>,
): Promise<RunLog> {
  const folder = runDirectory(settings.run);
  const run = resolve(runDisk.locate(folder));
  const disk = logDirectory === null ? runDisk : new DirectoryDisk(logDirectory, ROOT_DIRECTORY);
  const place = resolve(disk.locate(folder));
  const directory = new LogDirectory(disk, folder, {
    task: taskName(settings.building),
    writer: `${hostname()}.${process.pid}`,
  });
  if (place === run || (await isSameDirectory(place, run))) return { directory, lock: null };
  const lock = await lockDirectory(place);
  try {
    await claim(place, run);
    await disk.removeUnfinished(folder);
    return { directory, lock };
  } catch (error) {
    await lock.release().catch(() => undefined);
    throw error;
  }
}

/** Whether two paths lead to one directory, as through a link; not where one of them is not there. */
async function isSameDirectory(path: string, other: string): Promise<boolean> {
  const [one, two] = await Promise.all([path, other].map((each) => realpath(each).catch(() => null)));
  return one !== null && one === two;
}

/** Makes a directory the place of a run's log, or finds that it is. */
async function claim(place: string, run: string): Promise<void> {
  const file = join(place, OWNER_NAME);
  const owner = await ownerIn(file);
  if (owner !== null && owner !== run) {
    throw new UsageError(
      `${place} has the log of the run in ${owner}. Choose another --log-dir, or give the run a name with --run-name. ` +
        `Where that run has been moved or is gone, delete ${file}.`,
    );
  }
  if (owner !== null) return;
  try {
    await writeFile(file, `${run}\n`);
  } catch (error) {
    throw new DirectoryError(file, 'written', error);
  }
}

async function ownerIn(file: string): Promise<string | null> {
  try {
    return (await readFile(file, 'utf8')).trim() || null;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw new DirectoryError(file, 'read', error);
  }
}
