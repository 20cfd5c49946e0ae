import type { Disk } from '../checkpoint/store/disk';
import type { LogColumns } from '../logging/logColumns';
import type { StoredLog } from '../logging/storedLog';
import type { TrainerEvent } from './protocol';

/** Milliseconds of the log that a closed tab or a killed process may cost. */
const FLUSH_INTERVAL = 5000;

/** Listens to a training and keeps its log, from the run's beginning to its end. */
export class LogRecorder {
  readonly #stored: StoredLog;
  readonly #log: LogColumns;
  readonly #onProblem: (error: unknown) => void;
  /** The first row that is not stored as it is here; null: all are. */
  #firstUnsaved: number | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #writing = Promise.resolve();

  /** @param log what is stored already */
  private constructor(stored: StoredLog, log: LogColumns, onProblem: (error: unknown) => void) {
    this.#stored = stored;
    this.#log = log;
    this.#onProblem = onProblem;
  }

  /**
   * A log that cannot be read is not written either: that would leave its beginning out.
   *
   * @param onProblem hears, once, that the log cannot be kept
   */
  static async open(
    stored: StoredLog,
    onProblem: (error: unknown) => void,
  ): Promise<Pick<LogRecorder, 'hear' | 'flush'>> {
    let isTold = false;
    const tellOnce = (error: unknown) => {
      if (!isTold) onProblem(error);
      isTold = true;
    };
    try {
      return new LogRecorder(stored, await stored.read(), tellOnce);
    } catch (error) {
      tellOnce(error);
      return { hear: () => undefined, flush: () => Promise.resolve() };
    }
  }

  readonly hear = (event: TrainerEvent): void => {
    if (event.type === 'stage') {
      this.#log.truncate(event.numTimesteps);
      this.#changed(this.#log.length);
    } else if (event.type === 'log') {
      this.#log.append(event.record);
      this.#changed(this.#log.length - 1);
    }
  };

  /** Stores what is not stored yet; what keeps it from that, `onProblem` hears. */
  readonly flush = (): Promise<void> => {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  };

  #changed(row: number): void {
    this.#firstUnsaved = Math.min(row, this.#firstUnsaved ?? row);
    this.#timer ??= setTimeout(() => {
      this.flush().catch(this.#onProblem);
    }, FLUSH_INTERVAL);
  }

  async #write(): Promise<void> {
    const first = this.#firstUnsaved;
    if (first === null) return;
    this.#firstUnsaved = null;
    try {
      await this.#stored.write(this.#log, first);
    } catch (error) {
      this.#firstUnsaved = Math.min(first, this.#firstUnsaved ?? first);
      this.#onProblem(error);
    }
  }
}

/** A disk that writes a checkpoint once the log has all that came before it: training may go on from there. */
export function withLogFirst(disk: Disk, log: Pick<LogRecorder, 'flush'>): Disk {
  return {
    list: (prefix) => disk.list(prefix),
    read: (path) => disk.read(path),
    delete: (paths) => disk.delete(paths),
    write: async (path, bytes) => {
      await log.flush();
      return disk.write(path, bytes);
    },
    writeAll: async (files) => {
      await log.flush();
      return disk.writeAll(files);
    },
  };
}
