import { SvelteMap } from 'svelte/reactivity';
import { LogStore } from '../checkpoint/store/logStore';
import type { LogColumns } from '../logging/logColumns';
import type { LogRecord } from '../logging/logRecord';
import type { LogSource } from '../logging/logStream';
import { piecesOf, upTo } from '../logging/logStream';
import { ThinnedLog } from '../logging/thinnedLog';
import { LogTails } from './logTails';
import type { StoresState } from './stores.svelte';

/** Rows of a log that are made from records at once. */
const ROWS_PER_PIECE = 512;

/**
 * The logs of the runs, which grow as training goes on: that of the run on the page, and those of others. In memory is what is
 * drawn of them, and what is not in the store yet; who wants all rows reads them with `whole`.
 */
export class LogsState {
  readonly #store: LogStore;
  #log: ThinnedLog = $state.raw(new ThinnedLog());
  /** What happened to the log while it was being read; null: it has been read. */
  #missed: ((log: ThinnedLog) => void)[] | null = null;
  /** The same for those of other runs that are being read. */
  readonly #missedByOthers = new SvelteMap<string, ((log: ThinnedLog) => void)[]>();
  readonly #openings = new SvelteMap<string, Promise<void>>();
  #reading = 0;
  readonly #tails = new LogTails();

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
    const { unstored, storedUpTo } = this.#tails.of(run);
    return () => goOn(upTo(this.#store.stream(run), storedUpTo), unstored);
  }

  /** Reads the log of a run from the disk, and which others there are; what of these was read before, anew. */
  async open(run: string): Promise<void> {
    const reading = ++this.#reading;
    const missed: ((log: ThinnedLog) => void)[] = [];
    this.#missed = missed;
    this.run = run;
    this.#tails.forget(run);
    try {
      const [log, runs] = await Promise.all([
        this.#read(run, () => reading === this.#reading),
        this.#store.runs(),
      ]);
      if (reading !== this.#reading) return;
      this.#log = log;
      this.others = runs.filter((name) => name !== run).sort();
    } catch {
      // A disk that cannot be read is told of with the files; charts then begin with what comes.
      if (reading !== this.#reading) return;
      this.#log = new ThinnedLog();
    }
    this.#missed = null;
    for (const change of missed) change(this.#log);
    this.revision++;
    await this.#readOthersAgain();
  }

  /** Reads the log of another run; where that is under way, waits for it. */
  async openOther(run: string): Promise<void> {
    if (!this.#opened.has(run)) await this.#beginOpening(run);
  }

  /** Of those that are not trained here the disk may have others by now. */
  async #readOthersAgain(): Promise<void> {
    const opened = [...this.#opened.keys()].filter((run) => run !== this.run && !this.#tails.isFollowed(run));
    if (opened.length === 0) return;
    await Promise.all(
      opened.map(async (run) => {
        this.#tails.forget(run);
        // One that is gone, or cannot be read any more, is drawn no more.
        if (!this.others.includes(run)) this.#opened.delete(run);
        else await this.#beginOpening(run).catch(() => this.#opened.delete(run));
      }),
    );
    this.revision++;
  }

  #beginOpening(run: string): Promise<void> {
    const opening = this.#openings.get(run) ?? this.#openOther(run);
    this.#openings.set(run, opening);
    return opening;
  }

  async #openOther(run: string): Promise<void> {
    const missed: ((log: ThinnedLog) => void)[] = [];
    this.#missedByOthers.set(run, missed);
    try {
      const log = await this.#read(run);
      for (const change of missed) change(log);
      this.#opened.set(run, log);
    } finally {
      this.#missedByOthers.delete(run);
      this.#openings.delete(run);
    }
  }

  /** A run is trained here: what is told of its log from now on is newer than what is stored. */
  follow(run: string): void {
    this.#tails.forget(run);
    this.#tails.follow(run);
  }

  /** Its training is over. */
  leave(run: string): void {
    this.#tails.leave(run);
  }

  /** A run's training goes on after `timesteps`: what its log has beyond is written anew. */
  beginAt(run: string, timesteps: number): void {
    this.#tails.beginAt(run, timesteps);
    if (run !== this.run && !this.others.includes(run)) this.others = [...this.others, run].sort();
    this.#change(run, (log) => log.truncate(timesteps));
  }

  append(run: string, records: readonly LogRecord[]): void {
    if (records.length === 0) return;
    this.#tails.append(run, records);
    this.#change(run, (log) => records.forEach((record) => log.append(record)));
  }

  /** The store has all rows of a run up to `timesteps`. */
  stored(run: string, timesteps: number): void {
    this.#tails.stored(run, timesteps);
  }

  /** @param isWanted false: somebody wants another log by now */
  async #read(run: string, isWanted = () => true): Promise<ThinnedLog> {
    const log = new ThinnedLog();
    for await (const piece of this.whole(run)()) {
      if (!isWanted()) break;
      log.appendPiece(piece);
    }
    return log;
  }

  #change(run: string, change: (log: ThinnedLog) => void): void {
    this.#missedByOthers.get(run)?.push(change);
    const isOpen = run === this.run;
    if (isOpen && this.#missed) this.#missed.push(change);
    else if (isOpen) change(this.#log);
    const other = this.#opened.get(run);
    if (other) change(other);
    if (isOpen || other) this.revision++;
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
