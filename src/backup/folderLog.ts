import type { FolderDisk } from '../checkpoint/store/disk';
import type { LogLabels } from '../checkpoint/store/logDirectory';
import { LogDirectory } from '../checkpoint/store/logDirectory';
import type { CommonBeginning, LogStream } from '../logging/logStream';
import { commonBeginning } from '../logging/logStream';

/** What became of a log: it is in the folder, which may have more of it, or has one of its own that is left as it is. */
export type LogCopyState = 'copied' | 'ahead' | 'differs';

/** The log of a run in this browser, from row `begin` on. */
export type LogFrom = (begin: number) => LogStream;

/**
 * The copy of a run's log in its folder, in the files that the command line writes. Rows are told apart by the time at
 * which they were logged, which no two share.
 */
export class FolderLog {
  readonly #files: LogDirectory;
  /** What the folder has; null: it has not been compared since. */
  #copied: { readonly rows: number; readonly wallTime: number } | null = null;

  constructor(disk: FolderDisk, folder: string, labels: LogLabels) {
    this.#files = new LogDirectory(disk, folder, labels);
  }

  /** Somebody else may have written: the folder is read again before the next copy. */
  forget(): void {
    this.#copied = null;
  }

  /**
   * Brings the folder's log to what this browser has. One that holds more stays; one that goes another way is replaced only
   * where this browser wrote it.
   *
   * @throws ForeignLogError, LogDamagedError, DiskFullError, StorageError
   */
  async copy(log: LogFrom, { isOurs }: { readonly isOurs: boolean }): Promise<LogCopyState> {
    const { rows, wallTime, goesOn } = (await this.#continuation(log)) ?? (await this.#comparison(log));
    const [hasMore, folderHasMore] = goesOn;
    if (!hasMore && folderHasMore) return 'ahead';
    if (folderHasMore && !isOurs) return 'differs';
    if (!hasMore) {
      this.#copied = { rows, wallTime };
      return 'copied';
    }
    // Until all is written, nobody knows what the folder has.
    this.#copied = null;
    const written = await this.#files.replaceFrom(rows, () => log(rows));
    this.#copied = { rows: written.rows, wallTime: written.lastReading.wallTime };
    return 'copied';
  }

  /**
   * Rows are only ever forgotten and added at a log's end. So where the row is still there that the copy ends with, all rows
   * before it are, and none of them needs to be read.
   *
   * @returns null where it is not
   */
  async #continuation(log: LogFrom): Promise<CommonBeginning | null> {
    const copied = this.#copied;
    if (!copied || copied.rows === 0) return null;
    const times: number[] = [];
    for await (const piece of log(copied.rows - 1)) {
      times.push(...piece.wallTime.subarray(0, 2));
      if (times.length > 1) break;
    }
    return times[0] === copied.wallTime ? { ...copied, goesOn: [times.length > 1, false] } : null;
  }

  async #comparison(log: LogFrom): Promise<CommonBeginning> {
    this.#copied = null;
    await this.#files.open();
    return commonBeginning(log(0), this.#files.stream());
  }
}
