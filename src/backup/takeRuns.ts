import { runDirectory, runOf } from '../checkpoint/names';
import type { FolderDisk, NewFile } from '../checkpoint/store/disk';
import type { LogLabels } from '../checkpoint/store/logDirectory';
import { ForeignLogError, LogDirectory } from '../checkpoint/store/logDirectory';
import { LogStore } from '../checkpoint/store/logStore';
import { readIfThere } from '../checkpoint/store/readIfThere';
import { acquireRunLock } from '../checkpoint/store/runLock';
import { sha256 } from '../checkpoint/store/sha256';
import type { Stores } from '../checkpoint/store/stores';
import { CONSOLE_FILE, parseConsole } from '../logging/consoleText';
import { commonBeginning } from '../logging/logStream';
import { LogDamagedError } from '../logging/progressJson';
import { RecordShelf } from '../records/recordShelf';
import { inspectFolder } from './inspectFolder';
import type { InspectedFile } from './protocol';
import { recordsBeside } from './runRecords';

/** A run cannot be taken from a folder now. */
export class RunNotTakenError extends Error {
  override readonly name = 'RunNotTakenError';

  /** @param reason a sentence */
  constructor(directory: string, reason: string) {
    super(`${directory} was not taken from the folder: none of its files. ${reason}`);
  }
}

/**
 * Takes runs from a folder into this browser: the checkpoints that can be used, byte for byte as they are, the person's own
 * records beside them, their log and their console. Every file is read and decoded before
 * the first is stored, and those of a run are stored all together or not at all.
 *
 * @throws RunNotTakenError, DiskFullError, StorageError
 */
export async function takeRuns(
  folder: FolderDisk,
  stores: Stores,
  runs: readonly string[],
  labels: LogLabels,
): Promise<void> {
  const inspected = await inspectFolder(folder, await stores.disk.list(''), (run) => runs.includes(run));
  for (const { run, files } of inspected) {
    const lock = await acquireRunLock(run);
    if (!lock) throw new RunNotTakenError(runDirectory(run), 'It is being trained: stop that first.');
    try {
      const wanted = files.filter(({ problem, here }) => problem === null && here !== 'same');
      await stores.disk.writeAll(filesOf(folder, wanted, run, new RecordShelf(stores.disk)));
      await takeLog(folder, new LogStore(stores.logs), run, labels);
      await takeConsole(folder, stores, run);
    } finally {
      await lock.release();
    }
  }
}

/** All that goes to the disk together: the run's own records, and its checkpoints. */
async function* filesOf(
  folder: FolderDisk,
  checkpoints: readonly InspectedFile[],
  run: string,
  shelf: RecordShelf,
): AsyncGenerator<NewFile> {
  yield* shelf.filesFor(recordsBeside(folder, run));
  yield* contentsOf(folder, checkpoints);
}

/** The files as they were when they were decoded, one in memory at a time. */
async function* contentsOf(folder: FolderDisk, files: readonly InspectedFile[]): AsyncGenerator<NewFile> {
  for (const { path, sha256: expected } of files) {
    const bytes = await folder.read(path);
    if ((await sha256(bytes)) !== expected) {
      throw new RunNotTakenError(
        runDirectory(runOf(path)),
        'Its files are being written: try again in a moment.',
      );
    }
    yield { path, bytes };
  }
}

/** A log that only goes on from the folder's stays; one that cannot be read is no reason to take no checkpoint. */
async function takeLog(folder: FolderDisk, logs: LogStore, run: string, labels: LogLabels): Promise<void> {
  try {
    const theirs = new LogDirectory(folder, runDirectory(run), labels);
    await theirs.open();
    const { goesOn } = await commonBeginning(logs.stream(run), theirs.stream());
    const [, hasMore] = goesOn;
    if (hasMore) await logs.replace(run, theirs.stream());
  } catch (error) {
    if (!(error instanceof ForeignLogError || error instanceof LogDamagedError)) throw error;
  }
}

async function takeConsole(folder: FolderDisk, { consoles }: Stores, run: string): Promise<void> {
  if ((await consoles.read(run)).length > 0) return;
  const bytes = await readIfThere(folder, runDirectory(run) + CONSOLE_FILE);
  if (bytes) await consoles.write(run, parseConsole(new TextDecoder().decode(bytes)));
}
