import type { Consoles } from '../checkpoint/store/consoleStore';
import type { ConsoleLine } from '../logging/consoleLine';
import { withLines } from '../logging/consoleLine';

/** The console of the run on the page: what was kept of earlier visits, and what has been said since. */
export class ConsoleState {
  readonly #store: Pick<Consoles, 'read'>;
  #run: string | null = null;
  /** When the run was opened here: what it said before is read back, what it says after is heard. */
  #openedAt = 0;

  earlier: readonly ConsoleLine[] = $state.raw([]);
  lines: readonly ConsoleLine[] = $state.raw([]);

  constructor(store: Pick<Consoles, 'read'>) {
    this.#store = store;
  }

  /** Reads what is kept of a run. One that is open already keeps what was heard here. */
  async open(run: string): Promise<void> {
    if (run !== this.#run) {
      // What was said before any run was open belongs to the first.
      if (this.#run !== null) this.lines = [];
      this.#run = run;
      this.#openedAt = Date.now();
      this.earlier = [];
    }
    const openedAt = this.#openedAt;
    try {
      const kept = await this.#store.read(run);
      if (this.#run === run) this.earlier = kept.filter(({ at }) => at < openedAt);
    } catch {
      // A disk that cannot be read is told of with the files; the console then begins with what comes.
    }
  }

  append(text: string, level: ConsoleLine['level']): void {
    this.lines = withLines(this.lines, [{ text, level, at: Date.now() }]);
  }
}
