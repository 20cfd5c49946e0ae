import { RunExistsError } from '../checkpoint/store/errors';
import type { Consoles } from '../checkpoint/store/consoleStore';
import type { HashedDisk } from '../checkpoint/store/disk';
import type { LogStore } from '../checkpoint/store/logStore';
import { belongsToRun, fileName, runDirectory } from '../checkpoint/names';
import { sortByReadability } from '../checkpoint/store/readability';

interface RunStores {
  readonly disk: HashedDisk;
  readonly logs: Pick<LogStore, 'copy' | 'delete'>;
  readonly consoles: Consoles;
}

interface RelocationOptions {
  /** The run stays, and what has the new name is a copy. */
  readonly keep: boolean;
  /** Hears that what is under the old name could not be deleted, though all of it is under the new one. */
  readonly tellOfLeftover: (error: unknown) => void;
}

/**
 * Gives a run another name, or a copy of it if it is to be kept: its checkpoints, its log and its console, all of them or
 * nothing. These are three databases, which no transaction spans, so log and console are copied first; the transaction
 * that moves the checkpoints decides, and what is under the old name is deleted last. A page that is closed in between
 * leaves copies of a log at most, which no run shows and the next run of that name replaces.
 *
 * Checkpoints that cannot be read stay where they are, and hold up no others.
 *
 * @returns the paths of those that cannot be read
 * @throws RunExistsError, FileMissingError, DiskFullError, StorageError, FileCorruptError when none can be read; nothing has
 *   changed then
 */
export async function relocateRun(
  stores: RunStores,
  from: string,
  to: string,
  { keep, tellOfLeftover }: RelocationOptions,
): Promise<string[]> {
  const { disk, logs, consoles } = stores;
  if ((await pathsOf(disk, to)).length > 0) throw new RunExistsError(runDirectory(to));
  const { readable, unreadable } = await sortByReadability(await pathsOf(disk, from), (path) =>
    disk.read(path),
  );
  const relocations = readable.map((path) => ({
    from: path,
    to: runDirectory(to) + fileName(path),
  }));
  try {
    await logs.copy(from, to);
    await consoles.write(to, await consoles.read(from));
    if (keep) await disk.copy(relocations);
    else await disk.move(relocations);
  } catch (error) {
    await forgetTelling(stores, to, () => undefined);
    throw error;
  }
  if (!keep && unreadable.length === 0) await forgetTelling(stores, from, tellOfLeftover);
  return unreadable;
}

/** Of all files of a run. */
export async function pathsOf(disk: Pick<HashedDisk, 'list'>, run: string): Promise<string[]> {
  const files = await disk.list(runDirectory(run));
  return files.map(({ path }) => path).filter((path) => belongsToRun(path, run));
}

/** Deletes what a run has said: its log and its console. */
async function forgetTelling(
  { logs, consoles }: RunStores,
  run: string,
  onProblem: (error: unknown) => void,
): Promise<void> {
  await logs.delete(run).catch(onProblem);
  await consoles.delete(run).catch(onProblem);
}
