import type { Consoles } from '../checkpoint/store/consoleStore';
import type { ConsoleLine } from '../logging/consoleLine';
import { withLines } from '../logging/consoleLine';
import { HeardConsoles } from './heardConsoles';

/** The console of the run on the page: what was kept of earlier visits, and what has been said since. */
export class ConsoleState {
  readonly #store: Pick<Consoles, 'read'>;
  #run: string | null = null;
  #openedAt = 0;
  readonly #others = new HeardConsoles();

  earlier: readonly ConsoleLine[] = $state.raw([]);
  lines: readonly ConsoleLine[] = $state.raw([]);

  constructor(store: Pick<Consoles, 'read'>) {
    this.#store = store;
  }

  /** Reads what is kept of a run. One that is open already, or is followed, keeps what was heard here. */
  async open(run: string): Promise<void> {
    if (run !== this.#run) this.#change(run);
    const openedAt = this.#openedAt;
    try {
      const kept = await this.#store.read(run);
      if (this.#run === run) this.earlier = kept.filter(({ at }) => at < openedAt);
    } catch {
      // A disk that cannot be read is told of with the files; the console then begins with what comes.
    }
  }

  /** A run is trained here: what it says is heard, whichever run is on the page. */
  follow(run: string): void {
    this.#others.follow(run, run === this.#run);
  }

  /** Its training is over, and all that it said is kept. */
  leave(run: string): void {
    this.#others.leave(run);
  }

  /** @param run null: what is said is of no run, and shown where the page is */
  append(run: string | null, { text, level }: Omit<ConsoleLine, 'at'>): void {
    const line = { text, level, at: Date.now() };
    const isOfOther = run !== null && run !== this.#run && this.#others.add(run, line);
    if (!isOfOther) this.lines = withLines(this.lines, [line]);
  }

  #change(run: string): void {
    const before = this.#run;
    if (before !== null) this.#others.put(before, { since: this.#openedAt, lines: this.lines });
    const heard = this.#others.take(run);
    this.#openedAt = heard?.since ?? Date.now();
    // What was said before any run was open belongs to the first.
    if (before !== null || heard) this.lines = heard?.lines ?? [];
    this.#run = run;
    this.earlier = [];
  }
}
