import type { CopyEntry } from '../checkpoint/store/copyRecords';
import type { FileEntry, HashedFileEntry } from '../checkpoint/store/disk';
import { fileName, formatCheckpointName, parseCheckpointName } from '../checkpoint/names';

/** What there is to do so that a folder has what this browser has. */
export interface CopyPlan {
  /** They are there. */
  readonly copied: readonly HashedFileEntry[];
  /** They are not there, or an older content of theirs is that this browser wrote. */
  readonly write: readonly HashedFileEntry[];
  /** Nobody knows what the folder's file of that name holds. */
  readonly compare: readonly HashedFileEntry[];
  /** The folder holds what this browser has lost, and has another file for now. */
  readonly differ: readonly HashedFileEntry[];
  /** Copies of files that a person deleted here, or that training did not need any more. */
  readonly remove: readonly string[];
  /** Files of the folder that this browser does not have, and that nobody deleted here. */
  readonly onlyThere: readonly FileEntry[];
  /** Entries of files that the folder no longer has, or no longer has as they were. */
  readonly stale: readonly string[];
}

/**
 * Compares three lists. A file of the folder is replaced or removed only where it still is what this browser wrote there.
 *
 * @param ours files of this browser
 * @param theirs files of the folder
 * @param entries what is known of the folder's files
 */
export function planCopy(
  ours: readonly HashedFileEntry[],
  theirs: readonly FileEntry[],
  entries: readonly CopyEntry[],
): CopyPlan {
  const present = new Map(theirs.map((file) => [file.path, file]));
  const known = new Map(entries.filter((entry) => isAsKnown(present.get(entry.path), entry)).map(byPath));
  const here = new Map(ours.map(byPath));
  const place = ({ path, sha256 }: HashedFileEntry): 'copied' | 'write' | 'compare' | 'differ' => {
    if (!present.has(path)) return 'write';
    const entry = known.get(path);
    if (!entry) return 'compare';
    if (entry.sha256 === sha256) return 'copied';
    return entry.fate === 'lost' ? 'differ' : 'write';
  };
  const placed = (where: ReturnType<typeof place>) => ours.filter((file) => place(file) === where);
  const others = theirs.filter(({ path }) => !here.has(path));
  const isRemovable = ({ path }: FileEntry) => {
    const fate = known.get(path)?.fate;
    return fate === 'deleted' || (fate === 'kept' && isSuperseded(path, here));
  };
  return {
    copied: placed('copied'),
    write: placed('write'),
    compare: placed('compare'),
    differ: placed('differ'),
    remove: others.filter(isRemovable).map(({ path }) => path),
    onlyThere: others.filter((file) => !isRemovable(file)),
    stale: entries.filter(({ path }) => !known.has(path)).map(({ path }) => path),
  };
}

/** Entries of files that this browser no longer has, though nobody deleted them. */
export function lostEntries(
  ours: readonly Pick<HashedFileEntry, 'path'>[],
  entries: readonly CopyEntry[],
): CopyEntry[] {
  const here = new Map(ours.map(byPath));
  return entries
    .filter(({ path, fate }) => fate === 'kept' && !here.has(path) && !isSuperseded(path, here))
    .map((entry) => ({ ...entry, fate: 'lost' }));
}

/** Training deletes the automatic save of a stage once the stage is saved. */
function isSuperseded(path: string, here: ReadonlyMap<string, unknown>): boolean {
  const stage = supersederOf(path);
  return stage !== null && here.has(stage);
}

/** The complete stage that an automatic save is of; null: it is none. */
export function supersederOf(path: string): string | null {
  const name = fileName(path);
  const parsed = parseCheckpointName(name);
  if (parsed?.kind !== 'INTERRUPTED') return null;
  const folder = path.slice(0, path.length - name.length);
  return folder + formatCheckpointName({ ...parsed, kind: 'completed' });
}

function isAsKnown(file: FileEntry | undefined, { size, writtenAt }: CopyEntry): boolean {
  return file?.size === size && file.writtenAt === writtenAt;
}

function byPath<Entry extends { readonly path: string }>(entry: Entry): [string, Entry] {
  return [entry.path, entry];
}
