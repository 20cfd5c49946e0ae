import { MAX_CHECKPOINT_SIZE } from '../checkpoint/limits';
import {
  belongsToRun,
  fileName,
  parseCheckpointName,
  ROOT_DIRECTORY,
  runDirectory,
  runOf,
} from '../checkpoint/names';
import type { FileEntry, FolderDisk, HashedFileEntry } from '../checkpoint/store/disk';
import { sha256 } from '../checkpoint/store/sha256';
import { LOCK_NAME } from '../checkpoint/store/folderNames';
import { decodeModelZip } from '../checkpoint/zip/modelZip';
import { isRunName } from '../curriculum/runName';
import type { RunSettings } from '../curriculum/settings';
import { messageOf } from '../errors/problem';
import { ModelZipError } from '../sb3/errors';
import type { InspectedFile, InspectedRun } from './protocol';

/** What reading one checkpoint has shown, and the settings in it. */
interface Reading {
  readonly file: InspectedFile;
  readonly settings: RunSettings | null;
}

/**
 * The runs in a folder that the command line, Python or a page wrote: its own files are the default run, each folder in it a
 * named one. Every checkpoint is read whole and decoded; other files are left out.
 *
 * @param ours files of this browser
 * @param isWanted whether a run is to be looked into
 * @throws StorageError when the folder cannot be listed
 */
export async function inspectFolder(
  disk: FolderDisk,
  ours: readonly HashedFileEntry[],
  isWanted: (run: string) => boolean = () => true,
): Promise<InspectedRun[]> {
  const listed = await disk.list(ROOT_DIRECTORY);
  const files = listed.filter(({ path }) => isCheckpoint(path) && isWanted(runOf(path)));
  const runs: InspectedRun[] = [];
  for (const run of [...new Set(files.map(({ path }) => runOf(path)))].sort()) {
    const readings: Reading[] = [];
    for (const file of files.filter(({ path }) => runOf(path) === run)) {
      readings.push(await read(disk, file, ours));
    }
    const furthest = readings
      .filter(({ settings }) => settings !== null)
      .toSorted((a, b) => a.file.numTimesteps - b.file.numTimesteps)
      .at(-1);
    runs.push({
      run,
      files: readings.map(({ file }) => file),
      settings: furthest?.settings ? { ...furthest.settings, run } : null,
      isLocked: (await disk.names(runDirectory(run))).includes(LOCK_NAME),
    });
  }
  return runs;
}

/** Whether a run of this page could have a checkpoint of this path. */
function isCheckpoint(path: string): boolean {
  const run = runOf(path);
  return isRunName(run) && belongsToRun(path, run) && parseCheckpointName(fileName(path)) !== null;
}

async function read(disk: FolderDisk, entry: FileEntry, ours: readonly HashedFileEntry[]): Promise<Reading> {
  const unusable = (problem: string, hash = ''): Reading => ({
    file: { ...entry, sha256: hash, problem, numTimesteps: 0, here: 'absent' },
    settings: null,
  });
  if (entry.size > MAX_CHECKPOINT_SIZE)
    return unusable(`It has ${entry.size} bytes, more than any checkpoint.`);
  let hash: string | undefined;
  try {
    const bytes = await disk.read(entry.path);
    hash = await sha256(bytes);
    const decoded = await decodeModelZip(bytes);
    const numTimesteps =
      decoded.origin === 'tmd-lab'
        ? decoded.checkpoint.state.counters.numTimesteps
        : decoded.model.numTimesteps;
    const own = ours.find(({ path }) => path === entry.path);
    const here = !own ? 'absent' : own.sha256 === hash ? 'same' : 'different';
    return {
      file: { ...entry, sha256: hash, problem: null, numTimesteps, here },
      settings: decoded.origin === 'tmd-lab' ? decoded.checkpoint.settings : null,
    };
  } catch (error) {
    return unusable(error instanceof ModelZipError ? `${error.what}.` : messageOf(error), hash);
  }
}
