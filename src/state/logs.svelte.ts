import { SvelteMap } from 'svelte/reactivity';
import { LogStore } from '../checkpoint/store/logStore';
import { LogColumns } from '../logging/logColumns';
import type { LogRecord } from '../logging/logRecord';
import type { StoresState } from './stores.svelte';

/** The logs of the runs: that of the run on the page, which grows as training goes on, and the stored ones of others. */
export class LogsState {
  readonly #store: LogStore;
  #log: LogColumns = $state.raw(new LogColumns());
  /** What happened to the log while it was being read; null: it has been read. */
  #missed: ((log: LogColumns) => void)[] | null = null;
  #reading = 0;

  /** Changes whenever the log has; the log itself changes in place. */
  revision = $state(0);
  run = $state('');
  /** Names of the other runs that have a log. */
  others: readonly string[] = $state.raw([]);
  /** Logs of other runs, once somebody has asked for them. */
  readonly #opened = new SvelteMap<string, LogColumns>();

  constructor({ stores }: StoresState) {
    this.#store = new LogStore(stores.logs);
  }

  /** The log of the run on the page. Read it together with `revision`. */
  get log(): LogColumns {
    return this.#log;
  }

  /** @returns undefined until `openOther` has read it */
  other(run: string): LogColumns | undefined {
    return this.#opened.get(run);
  }

  /** Reads the log of a run from the disk, and which others there are. */
  async open(run: string): Promise<void> {
    const reading = ++this.#reading;
    const missed: ((log: LogColumns) => void)[] = [];
    this.#missed = missed;
    this.run = run;
    try {
      const [log, runs] = await Promise.all([this.#store.read(run), this.#store.runs()]);
      if (reading !== this.#reading) return;
      this.#log = log;
      this.others = runs.filter((name) => name !== run).sort();
      for (const name of this.#opened.keys()) if (!runs.includes(name)) this.#opened.delete(name);
    } catch {
      // A disk that cannot be read is told of with the files; charts then begin with what comes.
      if (reading !== this.#reading) return;
      this.#log = new LogColumns();
    }
    this.#missed = null;
    for (const change of missed) change(this.#log);
    this.revision++;
  }

  async openOther(run: string): Promise<void> {
    if (!this.#opened.has(run)) this.#opened.set(run, await this.#store.read(run));
  }

  /** Training goes on after `timesteps`: what the log has beyond is written anew. */
  beginAt(timesteps: number): void {
    this.#change((log) => log.truncate(timesteps));
  }

  append(records: readonly LogRecord[]): void {
    this.#change((log) => records.forEach((record) => log.append(record)));
  }

  #change(change: (log: LogColumns) => void): void {
    if (this.#missed) this.#missed.push(change);
    else {
      change(this.#log);
      this.revision++;
    }
  }
}
