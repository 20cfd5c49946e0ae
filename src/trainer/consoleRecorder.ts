import type { Consoles } from '../checkpoint/store/consoleStore';
import type { ConsoleLine } from '../logging/consoleLine';
import { withLines } from '../logging/consoleLine';
import type { TrainerEvent } from './protocol';

/** Milliseconds of the console that a closed tab may cost. */
const FLUSH_INTERVAL = 2000;

/** Listens to a training and keeps what it says with its run, after what earlier ones said. */
export class ConsoleRecorder {
  readonly #store: Pick<Consoles, 'write'>;
  readonly #run: string;
  readonly #onProblem: (error: unknown) => void;
  #lines: readonly ConsoleLine[];
  #isSaved = true;
  #isTold = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #writing = Promise.resolve();

  private constructor(
    store: Pick<Consoles, 'write'>,
    run: string,
    lines: readonly ConsoleLine[],
    onProblem: (error: unknown) => void,
  ) {
    this.#store = store;
    this.#run = run;
    this.#lines = lines;
    this.#onProblem = onProblem;
  }

  /**
   * A console that cannot be read is not written either: that would leave its beginning out.
   *
   * @param onProblem hears, once, that the console cannot be kept
   */
  static async open(
    store: Pick<Consoles, 'read' | 'write'>,
    run: string,
    onProblem: (error: unknown) => void,
  ): Promise<Pick<ConsoleRecorder, 'hear' | 'flush'>> {
    try {
      return new ConsoleRecorder(store, run, await store.read(run), onProblem);
    } catch (error) {
      onProblem(error);
      return { hear: () => undefined, flush: () => Promise.resolve() };
    }
  }

  readonly hear = (event: TrainerEvent): void => {
    if (event.type !== 'console') return;
    this.#lines = withLines(this.#lines, [{ text: event.line, level: event.level, at: Date.now() }]);
    this.#isSaved = false;
    this.#timer ??= setTimeout(() => {
      this.flush().catch(this.#onProblem);
    }, FLUSH_INTERVAL);
  };

  /** Stores what is not stored yet; what keeps it from that, `onProblem` hears. */
  readonly flush = (): Promise<void> => {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  };

  async #write(): Promise<void> {
    if (this.#isSaved) return;
    this.#isSaved = true;
    try {
      await this.#store.write(this.#run, this.#lines);
    } catch (error) {
      this.#isSaved = false;
      if (!this.#isTold) this.#onProblem(error);
      this.#isTold = true;
    }
  }
}
