import { SvelteMap } from 'svelte/reactivity';
import { LogStore } from '../checkpoint/store/logStore';
import type { LogColumns } from '../logging/logColumns';
import type { LogRecord } from '../logging/logRecord';
import type { LogSource } from '../logging/logStream';
import { piecesOf, upTo } from '../logging/logStream';
import { ThinnedLog } from '../logging/thinnedLog';
import type { StoresState } from './stores.svelte';

/** Rows of a log that are made from records at once. */
const ROWS_PER_PIECE = 512;

/**
 * The logs of the runs: that of the run on the page, which grows as training goes on, and the stored ones of others. In memory
 * is what is drawn of them, and what is not in the store yet; who wants all rows reads them with `whole`.
 */
export class LogsState {
  readonly #store: LogStore;
  #log: ThinnedLog = $state.raw(new ThinnedLog());
  /** What happened to the log while it was being read; null: it has been read. */
  #missed: ((log: ThinnedLog) => void)[] | null = null;
  #reading = 0;
  /** Rows that the store may not have yet. */
  #unstored: readonly LogRecord[] = [];
  /** Timesteps of the last row before these: the store may hold abandoned ones after it. Infinity: it holds the log. */
  #storedUpTo = Infinity;

  /** Changes whenever the log has; the log itself changes in place. */
  revision = $state(0);
  run = $state('');
  /** Names of the other runs that have a log. */
  others: readonly string[] = $state.raw([]);
  /** Logs of other runs, once somebody has asked for them. */
  readonly #opened = new SvelteMap<string, ThinnedLog>();

  constructor({ stores }: StoresState) {
    this.#store = new LogStore(stores.logs);
  }

  /** What is drawn of the log of the run on the page. Read it together with `revision`. */
  get log(): ThinnedLog {
    return this.#log;
  }

  /** @returns undefined until `openOther` has read it */
  other(run: string): ThinnedLog | undefined {
    return this.#opened.get(run);
  }

  /** All rows of a run's log as it is now, each time that they are read. */
  whole(run: string): LogSource {
    if (run !== this.run) return () => this.#store.stream(run);
    const [stored, unstored] = [this.#storedUpTo, this.#unstored];
    return () => goOn(upTo(this.#store.stream(run), stored), unstored);
  }

  /** Reads the log of a run from the disk, and which others there are. */
  async open(run: string): Promise<void> {
    const reading = ++this.#reading;
    const missed: ((log: ThinnedLog) => void)[] = [];
    this.#missed = missed;
    this.run = run;
    this.#unstored = [];
    this.#storedUpTo = Infinity;
    try {
      const [log, runs] = await Promise.all([
        this.#read(run, () => reading === this.#reading),
        this.#store.runs(),
      ]);
      if (reading !== this.#reading) return;
      this.#log = log;
      this.others = runs.filter((name) => name !== run).sort();
      for (const name of this.#opened.keys()) if (!runs.includes(name)) this.#opened.delete(name);
    } catch {
      // A disk that cannot be read is told of with the files; charts then begin with what comes.
      if (reading !== this.#reading) return;
      this.#log = new ThinnedLog();
    }
    this.#missed = null;
    for (const change of missed) change(this.#log);
    this.revision++;
  }

  async openOther(run: string): Promise<void> {
    if (!this.#opened.has(run)) this.#opened.set(run, await this.#read(run));
  }

  /** Training goes on after `timesteps`: what the log has beyond is written anew. */
  beginAt(timesteps: number): void {
    this.#unstored = this.#unstored.filter((record) => timestepsOf(record) <= timesteps);
    this.#storedUpTo = Math.min(this.#storedUpTo, timesteps);
    this.#change((log) => log.truncate(timesteps));
  }

  append(records: readonly LogRecord[]): void {
    if (records.length === 0) return;
    if (this.#storedUpTo === Infinity) this.#storedUpTo = timestepsOf(records[0]) - 1;
    const unstored = records.filter((record) => !(timestepsOf(record) <= this.#storedUpTo));
    this.#unstored = [...this.#unstored, ...unstored];
    this.#change((log) => records.forEach((record) => log.append(record)));
  }

  /** The store has all rows up to `timesteps`. */
  stored(timesteps: number): void {
    this.#unstored = this.#unstored.filter((record) => !(timestepsOf(record) <= timesteps));
    this.#storedUpTo = timesteps;
  }

  /** @param isWanted false: somebody wants another log by now */
  async #read(run: string, isWanted = () => true): Promise<ThinnedLog> {
    const log = new ThinnedLog();
    for await (const piece of this.#store.stream(run)) {
      if (!isWanted()) break;
      log.appendPiece(piece);
    }
    return log;
  }

  #change(change: (log: ThinnedLog) => void): void {
    if (this.#missed) this.#missed.push(change);
    else {
      change(this.#log);
      this.revision++;
    }
  }
}

async function* goOn(
  stored: AsyncIterable<LogColumns>,
  records: readonly LogRecord[],
): AsyncGenerator<LogColumns> {
  let previous: LogColumns['lastReading'] | undefined;
  for await (const piece of stored) {
    previous = piece.lastReading;
    yield piece;
  }
  yield* piecesOf(records, ROWS_PER_PIECE, previous);
}

function timestepsOf({ values }: LogRecord): number {
  return values['time/total_timesteps'] ?? NaN;
}
