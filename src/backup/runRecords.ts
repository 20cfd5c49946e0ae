import { fileName, runDirectory } from '../checkpoint/names';
import type { FolderDisk, HashedDisk } from '../checkpoint/store/disk';
import type { GroundMotion } from '../groundMotion/groundMotion';
import { decodeRecord, digestOf, RECORDS_DIRECTORY } from '../records/recordFile';

/** Where a run has the person's own records beside its checkpoints, as on the command line. */
function recordsFolder(run: string): string {
  return runDirectory(run) + RECORDS_DIRECTORY;
}

/**
 * Puts the records that a run uses beside its checkpoints, so that the command line finds them; what lies there stays.
 *
 * @param digests of the records
 */
export async function copyRecords(
  source: Pick<HashedDisk, 'list' | 'read'>,
  disk: FolderDisk,
  run: string,
  digests: readonly string[],
): Promise<void> {
  if (digests.length === 0) return;
  const stored = await source.list(RECORDS_DIRECTORY);
  const present = await disk.names(recordsFolder(run));
  for (const { path, sha256 } of stored) {
    if (!digests.includes(digestOf(sha256)) || present.includes(fileName(path))) continue;
    await disk.write(recordsFolder(run) + fileName(path), await source.read(path));
  }
}

/**
 * The records beside a run's checkpoints.
 *
 * @throws GroundMotionError naming the file, and what the disk throws
 */
export async function* recordsBeside(folder: FolderDisk, run: string): AsyncGenerator<GroundMotion> {
  for (const name of await folder.names(recordsFolder(run))) {
    if (!/\.csv$/i.test(name)) continue;
    yield decodeRecord(name, await folder.read(recordsFolder(run) + name));
  }
}
