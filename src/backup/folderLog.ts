import type { FolderDisk } from '../checkpoint/store/disk';
import type { LogLabels } from '../checkpoint/store/logDirectory';
import { LogDirectory } from '../checkpoint/store/logDirectory';
import type { LogColumns } from '../logging/logColumns';

/** What became of a log: it is in the folder, which may have more of it, or has one of its own that is left as it is. */
export type LogCopyState = 'copied' | 'ahead' | 'differs';

/**
 * The copy of a run's log in its folder, in the files that the command line writes. Rows are told apart by the time at
 * which they were logged, which no two share.
 */
export class FolderLog {
  readonly #files: LogDirectory;
  /** Seconds since 1970 of each row that the folder has; null: it has not been read. */
  #rows: Float64Array | null = null;

  constructor(disk: FolderDisk, folder: string, labels: LogLabels) {
    this.#files = new LogDirectory(disk, folder, labels);
  }

  /** Somebody else may have written: the folder is read again before the next copy. */
  forget(): void {
    this.#rows = null;
  }

  /**
   * Brings the folder's log to what this browser has. One that holds more stays; one that goes another way is replaced only
   * where this browser wrote it.
   *
   * @throws ForeignLogError, LogDamagedError, DiskFullError, StorageError
   */
  async copy(log: LogColumns, { isOurs }: { readonly isOurs: boolean }): Promise<LogCopyState> {
    const present = (this.#rows ??= (await this.#files.read()).wallTime.slice());
    const rows = log.wallTime.slice();
    const common = commonLength(present, rows);
    if (common === rows.length) return common === present.length ? 'copied' : 'ahead';
    if (common < present.length && !isOurs) return 'differs';
    // Until all is written, nobody knows what the folder has.
    this.#rows = null;
    await this.#files.write(log, common);
    this.#rows = rows;
    return 'copied';
  }
}

/** The log in a folder; null where it has none. */
export async function readFolderLog(
  disk: FolderDisk,
  folder: string,
  labels: LogLabels,
): Promise<LogColumns | null> {
  const log = await new LogDirectory(disk, folder, labels).read();
  return log.length > 0 ? log : null;
}

/** How many rows two logs begin with together. */
export function commonLength(a: Float64Array, b: Float64Array): number {
  const shorter = Math.min(a.length, b.length);
  for (let row = 0; row < shorter; row++) if (a[row] !== b[row]) return row;
  return shorter;
}
