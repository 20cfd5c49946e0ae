import type { Disk } from '../checkpoint/store/disk';
import type { RecordLibrary } from '../curriculum/recordLibrary';
import { RecordMissingError } from '../curriculum/recordLibrary';
import { recordUsesOf } from '../curriculum/runRecords';
import type { RunSettings } from '../curriculum/settings';
import type { GroundMotion } from '../groundMotion/groundMotion';
import { RecordShelf } from './recordShelf';

/**
 * The user's own records that a run names, before it starts: one that is missing stops it here, not in stage 4.
 *
 * @throws RecordMissingError naming the record
 * @throws FileCorruptError, GroundMotionError naming the file
 */
export async function loadRecords(
  disk: Disk,
  settings: Pick<RunSettings, 'records'>,
): Promise<RecordLibrary> {
  const uses = recordUsesOf(settings);
  const library = new Map<string, GroundMotion>();
  if (uses.length === 0) return library;
  const shelf = new RecordShelf(disk);
  const stored = await shelf.list();
  for (const use of uses) {
    if (library.has(use.digest)) continue;
    const found = stored.find(({ digest }) => digest === use.digest);
    if (!found) throw new RecordMissingError(use);
    library.set(use.digest, await shelf.read(found.path));
  }
  return library;
}
