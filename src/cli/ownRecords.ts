import type { Dirent } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '../checkpoint/store/sha256';
import type { RecordLibrary } from '../curriculum/recordLibrary';
import type { RecordUse } from '../curriculum/recordUse';
import { recordUsesOf } from '../curriculum/runRecords';
import type { RunSettings } from '../curriculum/settings';
import type { GroundMotion } from '../groundMotion/groundMotion';
import { MAX_FILE_SIZE } from '../groundMotion/recordLimits';
import { loadRecords } from '../records/loadRecords';
import {
  decodeRecord,
  digestOf,
  encodeRecord,
  possibleRecords,
  RECORDS_DIRECTORY,
} from '../records/recordFile';
import { RecordShelf } from '../records/recordShelf';
import { DirectoryDisk } from './directoryDisk';
import { DirectoryError } from './directoryError';
import { UsageError } from './usage';
import { messageOf } from '../errors/problem';

/** A file that a person has in a folder of records. */
type FoundRecord = { readonly file: string } & (
  { readonly motion: GroundMotion; readonly digest: string } | { readonly problem: string }
);

/**
 * The user's own records that settings name: those in the run's own folder of records, where a run that the page packed
 * has them, and those in a folder of the user's. Of the latter, copies are kept in the run's, so that the run can be
 * resumed, and taken to the page, without them.
 *
 * @param runFolder the run's directory on this machine
 * @param given the user's folder of records, of any format that is read; null: there is none
 * @throws UsageError naming every record that is missing
 * @throws DirectoryError, DiskFullError, FileCorruptError, GroundMotionError naming the file
 */
export async function ownRecords(
  settings: Pick<RunSettings, 'records'>,
  runFolder: string,
  given: string | null,
): Promise<RecordLibrary> {
  const disk = new DirectoryDisk(join(runFolder, RECORDS_DIRECTORY), RECORDS_DIRECTORY, '.csv');
  const shelf = new RecordShelf(disk);
  const uses = new Map(recordUsesOf(settings).map((use) => [use.digest, use]));
  if (uses.size === 0) return new Map();
  for (const { digest } of await shelf.list()) uses.delete(digest);
  if (uses.size > 0) {
    const found = given === null ? [] : await recordsIn(given, new Set(uses.keys()));
    const wanted = found.flatMap((record) =>
      'motion' in record && uses.delete(record.digest) ? [record.motion] : [],
    );
    await disk.writeAll(shelf.filesFor(wanted));
    if (uses.size > 0) throw missingError([...uses.values()], runFolder, given, found);
  }
  return loadRecords(disk, settings);
}

/**
 * All records in a folder, and the files in it that cannot be used.
 *
 * @param wanted digests that are looked for where a file can be several records
 * @throws DirectoryError
 */
async function recordsIn(folder: string, wanted: ReadonlySet<string>): Promise<FoundRecord[]> {
  let entries: Dirent[];
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch (error) {
    throw new DirectoryError(folder, 'read', error);
  }
  const files = entries.filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.'));
  return (await Promise.all(files.map(({ name }) => readRecord(folder, name, wanted)))).flat();
}

async function readRecord(folder: string, file: string, wanted: ReadonlySet<string>): Promise<FoundRecord[]> {
  try {
    const path = join(folder, file);
    if ((await stat(path)).size > MAX_FILE_SIZE)
      return [{ file, problem: `${file}: it is larger than any record` }];
    const bytes = await readFile(path);
    const found: FoundRecord[] = [];
    // What the page asked for, the samples tell: a record is the one that a run names if its digest is.
    for (const motion of possibleRecords(file, bytes)) {
      const digest = digestOf(await sha256(encodeRecord(motion)));
      if (wanted.has(digest)) found.push({ file, motion, digest });
    }
    if (found.length > 0) return found;
    const motion = decodeRecord(file, bytes);
    return [{ file, motion, digest: digestOf(await sha256(encodeRecord(motion))) }];
  } catch (error) {
    return [{ file, problem: messageOf(error) }];
  }
}

function missingError(
  missing: readonly RecordUse[],
  runFolder: string,
  given: string | null,
  found: readonly FoundRecord[],
): UsageError {
  const names = missing.map(({ name, digest }) => `"${name}" (SHA-256 ${digest}…)`).join(', ');
  const own = join(runFolder, RECORDS_DIRECTORY);
  const places = given === null ? `not in ${own}` : `neither in ${given} nor in ${own}`;
  const remedy =
    given === null
      ? '--records DIR names the folder of its file; on the page, Download all packs it with the run.'
      : 'It is looked for by its samples, whatever the name of its file.';
  const others = found.map((record) =>
    'motion' in record ? `  ${record.file} is ${record.motion.name}:${record.digest}` : `  ${record.problem}`,
  );
  return new UsageError(
    [`The run uses records of your own that are ${places}: ${names}.`, remedy, ...others].join('\n'),
  );
}
