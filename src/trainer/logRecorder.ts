import type { Disk } from '../checkpoint/store/disk';
import type { LogRecord } from '../logging/logRecord';
import type { StoredLog } from '../logging/storedLog';
import type { TrainerEvent } from './protocol';

/** Milliseconds of the log that a closed tab or a killed process may cost. */
const FLUSH_INTERVAL = 5000;

/** Who hears how the log is kept. */
export interface LogListener {
  /** Hears, once, that the log cannot be kept. */
  readonly onProblem: (error: unknown) => void;
  /** Hears up to which timesteps of the run all rows are stored, each time that some have been. */
  readonly onStored?: (timesteps: number) => void;
}

/** Listens to a training and keeps its log, from the run's beginning to its end. What is stored is not in memory any more. */
export class LogRecorder {
  readonly #stored: StoredLog;
  readonly #listener: LogListener;
  /** Rows that are not stored. */
  #unstored: LogRecord[] = [];
  /** Timesteps of the last row before these; the store may hold rows of an abandoned training after it. */
  #storedUpTo = Infinity;
  #isDue = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #writing = Promise.resolve();

  private constructor(stored: StoredLog, listener: LogListener) {
    this.#stored = stored;
    this.#listener = listener;
  }

  /** A log that cannot be read is not written either: that would leave its beginning out. */
  static async open(
    stored: StoredLog,
    { onProblem, onStored }: LogListener,
  ): Promise<Pick<LogRecorder, 'hear' | 'flush'>> {
    let isTold = false;
    const tellOnce = (error: unknown) => {
      if (!isTold) onProblem(error);
      isTold = true;
    };
    try {
      await stored.open();
      return new LogRecorder(stored, { onProblem: tellOnce, onStored });
    } catch (error) {
      tellOnce(error);
      return { hear: () => undefined, flush: () => Promise.resolve() };
    }
  }

  readonly hear = (event: TrainerEvent): void => {
    if (event.type === 'stage') this.#goOnAfter(event.numTimesteps);
    else if (event.type === 'log') this.#unstored.push(event.record);
    else return;
    this.#isDue = true;
    this.#timer ??= setTimeout(() => {
      this.flush().catch(this.#listener.onProblem);
    }, FLUSH_INTERVAL);
  };

  /** Stores what is not stored yet; what keeps it from that, `onProblem` hears. */
  readonly flush = (): Promise<void> => {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  };

  #goOnAfter(timesteps: number): void {
    this.#unstored = this.#unstored.filter((record) => timestepsOf(record) <= timesteps);
    this.#storedUpTo = Math.min(this.#storedUpTo, timesteps);
  }

  async #write(): Promise<void> {
    if (!this.#isDue) return;
    this.#isDue = false;
    const [records, before] = [this.#unstored, this.#storedUpTo];
    // What training abandons meanwhile is forgotten by the next write.
    this.#unstored = [];
    this.#storedUpTo = records.reduce((_, record) => timestepsOf(record), before);
    try {
      await this.#stored.write(records, before);
      this.#listener.onStored?.(this.#storedUpTo);
    } catch (error) {
      const goesOnAfter = this.#storedUpTo;
      this.#unstored = [...records.filter((record) => timestepsOf(record) <= goesOnAfter), ...this.#unstored];
      this.#storedUpTo = Math.min(before, goesOnAfter);
      this.#isDue = true;
      this.#listener.onProblem(error);
    }
  }
}

/** Infinity where a row does not say: then nothing is known of what comes after it. */
function timestepsOf({ values }: LogRecord): number {
  return values['time/total_timesteps'] ?? Infinity;
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
