import type { LogStore } from '../checkpoint/logStore';
import type { LogColumns } from '../logging/logColumns';
import type { TrainerEvent } from './protocol';

/** Milliseconds of the log that a closed tab may cost. */
const FLUSH_INTERVAL = 5000;

/** Listens to a training and keeps its log on the disk, so that charts show a run from its beginning. */
export class LogRecorder {
  readonly #store: LogStore;
  readonly #run: string;
  readonly #log: LogColumns;
  readonly #onProblem: (error: unknown) => void;
  /** The first row that is not stored as it is here; null: all are. */
  #firstUnsaved: number | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #writing = Promise.resolve();

  /** @param log what is stored already */
  private constructor(store: LogStore, run: string, log: LogColumns, onProblem: (error: unknown) => void) {
    this.#store = store;
    this.#run = run;
    this.#log = log;
    this.#onProblem = onProblem;
  }

  /**
   * A log that cannot be read is not written either: that would leave its beginning out.
   *
   * @param onProblem hears, once, that the log cannot be kept
   */
  static async open(
    store: LogStore,
    run: string,
    onProblem: (error: unknown) => void,
  ): Promise<Pick<LogRecorder, 'hear' | 'close'>> {
    let isTold = false;
    const tellOnce = (error: unknown) => {
      if (!isTold) onProblem(error);
      isTold = true;
    };
    try {
      return new LogRecorder(store, run, await store.read(run), tellOnce);
    } catch (error) {
      tellOnce(error);
      return { hear: () => undefined, close: () => Promise.resolve() };
    }
  }

  hear(event: TrainerEvent): void {
    if (event.type === 'stage') {
      this.#log.truncate(event.numTimesteps);
      this.#changed(this.#log.length);
    } else if (event.type === 'log') {
      this.#log.append(event.record);
      this.#changed(this.#log.length - 1);
    }
  }

  /** Stores what is not stored yet. */
  async close(): Promise<void> {
    this.#flush();
    await this.#writing;
  }

  #changed(row: number): void {
    this.#firstUnsaved = Math.min(row, this.#firstUnsaved ?? row);
    this.#timer ??= setTimeout(() => this.#flush(), FLUSH_INTERVAL);
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing.then(() => this.#write());
  }

  async #write(): Promise<void> {
    const first = this.#firstUnsaved;
    if (first === null) return;
    this.#firstUnsaved = null;
    try {
      await this.#store.write(this.#run, this.#log, first);
    } catch (error) {
      this.#firstUnsaved = Math.min(first, this.#firstUnsaved ?? first);
      this.#onProblem(error);
    }
  }
}
