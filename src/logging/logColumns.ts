import { GrowingArray } from './growingArray';
import type { FinishedEpisode, LogKey, LogRecord } from './logRecord';
import { LOG_KEYS } from './logRecord';
import type { ClockReading } from './wallClock';
import { timeAfter } from './wallClock';

/** Consecutive rows of a log, as they are stored. */
export interface LogRows {
  readonly stage: Float64Array;
  /** Seconds since 1970. */
  readonly wallTime: Float64Array;
  /** NaN where a row has no value; a key without any value is absent. */
  readonly values: Readonly<Partial<Record<LogKey, Float64Array>>>;
  /** How many episodes ended in each row. */
  readonly episodes: Float64Array;
  /** Of these episodes, oldest first. */
  readonly returns: Float64Array;
  readonly lengths: Float64Array;
}

/** Before the first row of a log. */
const NO_ROW: ClockReading = { wallTime: -Infinity, elapsed: NaN };

/**
 * Consecutive rows of a log as columns, one row for each iteration. They grow in place, so that a thousand rows cost
 * neither copies nor objects.
 */
export class LogColumns {
  readonly #previous: ClockReading;
  readonly #stage = new GrowingArray();
  readonly #wallTime = new GrowingArray();
  readonly #values = new Map<LogKey, GrowingArray>();
  /** Episodes that ended up to and with each row. */
  readonly #episodeEnd = new GrowingArray();
  readonly #returns = new GrowingArray();
  readonly #lengths = new GrowingArray();

  /** @param previous the clocks of the row before the first; left out, these rows begin a log */
  constructor(previous = NO_ROW) {
    this.#previous = previous;
  }

  /** Number of rows. */
  get length(): number {
    return this.#stage.length;
  }

  get stage(): Float64Array {
    return this.#stage.view;
  }

  /** Seconds since 1970; never less than in the row before. */
  get wallTime(): Float64Array {
    return this.#wallTime.view;
  }

  /** Keys that have a value in any row, in the order of `LOG_KEYS`. */
  get keys(): LogKey[] {
    return LOG_KEYS.filter((key) => this.#values.has(key));
  }

  /** One value a row, NaN where there is none; undefined for a key that was never in use. Valid until the next change. */
  column(key: LogKey): Float64Array | undefined {
    const column = this.#values.get(key);
    column?.pad(this.length);
    return column?.view;
  }

  append({ stage, wallTime, values, episodes }: LogRecord): void {
    const elapsed = values['time/time_elapsed'] ?? NaN;
    const time = timeAfter(this.lastReading, { wallTime, elapsed });
    for (const key of Object.keys(values) as LogKey[]) {
      const value = values[key];
      if (value === undefined) continue;
      const column = this.#columnFor(key);
      column.pad(this.length);
      column.push(value);
    }
    this.#stage.push(stage);
    this.#wallTime.push(time);
    for (const { r, l } of episodes) {
      this.#returns.push(r);
      this.#lengths.push(l);
    }
    this.#episodeEnd.push(this.#returns.length);
  }

  appendRows({ stage, wallTime, values, episodes, returns, lengths }: LogRows): void {
    let last = this.lastReading;
    for (const [row, time] of wallTime.entries()) {
      const elapsed = values['time/time_elapsed']?.[row] ?? NaN;
      last = { wallTime: timeAfter(last, { wallTime: time, elapsed }), elapsed };
      this.#wallTime.push(last.wallTime);
    }
    for (const key of LOG_KEYS) {
      const rows = values[key];
      if (!rows) continue;
      const column = this.#columnFor(key);
      column.pad(this.length);
      column.append(rows);
    }
    this.#stage.append(stage);
    let end = this.#returns.length;
    for (const count of episodes) this.#episodeEnd.push((end += count));
    this.#returns.append(returns);
    this.#lengths.append(lengths);
  }

  /** Copies of the rows from `begin` up to and without `end`. */
  rows(begin: number, end = this.length): LogRows {
    const values: Partial<Record<LogKey, Float64Array>> = {};
    for (const key of this.keys) {
      const column = this.column(key)?.slice(begin, end);
      if (column?.some((value) => !Number.isNaN(value))) values[key] = column;
    }
    const first = this.#firstEpisode(begin);
    const last = this.#firstEpisode(end);
    return {
      stage: this.#stage.view.slice(begin, end),
      wallTime: this.#wallTime.view.slice(begin, end),
      values,
      episodes: Float64Array.from({ length: end - begin }, (_, i) => {
        return this.#firstEpisode(begin + i + 1) - this.#firstEpisode(begin + i);
      }),
      returns: this.#returns.view.slice(first, last),
      lengths: this.#lengths.view.slice(first, last),
    };
  }

  /** One row as it was appended, its keys in the order of `LOG_KEYS`. */
  record(row: number): LogRecord {
    const values: Partial<Record<LogKey, number>> = {};
    for (const key of LOG_KEYS) {
      const column = this.#values.get(key);
      const value = column && row < column.length ? column.at(row) : NaN;
      if (!Number.isNaN(value)) values[key] = value;
    }
    const episodes: FinishedEpisode[] = [];
    for (let i = this.#firstEpisode(row); i < this.#firstEpisode(row + 1); i++) {
      episodes.push({ r: this.#returns.at(i), l: this.#lengths.at(i) });
    }
    return { stage: this.#stage.at(row), wallTime: this.#wallTime.at(row), values, episodes };
  }

  /**
   * Forgets what came after `timesteps`: training that goes on from there writes it anew.
   *
   * @param timesteps of the whole run, as `time/total_timesteps` counts them
   */
  truncate(timesteps: number): void {
    const steps = this.column('time/total_timesteps');
    let length = this.length;
    while (length > 0 && !(steps && steps[length - 1] <= timesteps)) length--;
    const episodes = this.#firstEpisode(length);
    this.#returns.truncate(episodes);
    this.#lengths.truncate(episodes);
    for (const column of [this.#stage, this.#wallTime, this.#episodeEnd]) column.truncate(length);
    for (const [key, column] of this.#values) {
      column.truncate(length);
      if (column.view.every(Number.isNaN)) this.#values.delete(key);
    }
  }

  /** The clocks of the last row, after which the next one comes. */
  get lastReading(): ClockReading {
    if (this.length === 0) return this.#previous;
    const elapsed = this.column('time/time_elapsed')?.[this.length - 1] ?? NaN;
    return { wallTime: this.#wallTime.at(this.length - 1), elapsed };
  }

  #columnFor(key: LogKey): GrowingArray {
    const column = this.#values.get(key) ?? new GrowingArray();
    this.#values.set(key, column);
    return column;
  }

  /** Index of the first episode that ended in `row`. */
  #firstEpisode(row: number): number {
    return row === 0 ? 0 : this.#episodeEnd.at(row - 1);
  }
}
