import type { LogColumns } from './logColumns';
import { recordsOf } from './logFiles';
import type { LogKey, LogRecord } from './logRecord';
import { LOG_KEYS } from './logRecord';
import type { SeriesPoints } from './thinnedSeries';
import { ThinnedSeries } from './thinnedSeries';
import { timeAfter } from './wallClock';

const STEPS: LogKey = 'time/total_timesteps';
const ELAPSED: LogKey = 'time/time_elapsed';

const NO_POINTS: SeriesPoints = {
  value: new Float64Array(),
  stage: new Float64Array(),
  steps: new Float64Array(),
  wallTime: new Float64Array(),
};

/**
 * The log of a run for drawing, in memory that does not grow with it: up to `MAX_POINTS` points of each key, which are all rows
 * of a log that has fewer. Episodes are left out. The whole log is in the store.
 */
export class ThinnedLog {
  readonly #series = new Map<LogKey, ThinnedSeries>();
  /** Rows so far. */
  #rows = 0;

  /** How often earlier points have become others: what was derived from an earlier generation must be derived anew. */
  generation = 0;

  /** Rows, of which there may be fewer points; after rows were forgotten that had been thinned, as many as are known of. */
  get length(): number {
    return this.#rows;
  }

  /** Keys that have a value in any row, in the order of `LOG_KEYS`. */
  get keys(): LogKey[] {
    return LOG_KEYS.filter((key) => this.#series.has(key));
  }

  /** Points that are in memory, of all keys. */
  get size(): number {
    return [...this.#series.values()].reduce((sum, { length }) => sum + length, 0);
  }

  /** The values of a key; none for one that was never in use. Valid until the next change. */
  points(key: LogKey): SeriesPoints {
    return this.#series.get(key)?.points ?? NO_POINTS;
  }

  /** How many values a key has, of which `points` may be a part. */
  count(key: LogKey): number {
    return this.#series.get(key)?.count ?? 0;
  }

  /** Values of the newest row; null for an empty log. */
  get latest(): LogRecord['values'] | null {
    if (this.#rows === 0) return null;
    const values: Partial<Record<LogKey, number>> = {};
    for (const key of this.keys) {
      const last = this.#series.get(key)?.last;
      if (last?.row === this.#rows - 1) values[key] = last.value;
    }
    return values;
  }

  append({ stage, wallTime, values }: LogRecord): void {
    const row = this.#rows++;
    const elapsed = values[ELAPSED] ?? NaN;
    const last = this.#series.get(STEPS)?.last;
    const before = {
      wallTime: last?.wallTime ?? -Infinity,
      elapsed: this.#series.get(ELAPSED)?.last.value ?? NaN,
    };
    const place = {
      row,
      stage,
      steps: values[STEPS] ?? NaN,
      wallTime: timeAfter(before, { wallTime, elapsed }),
    };
    let isThinned = false;
    for (const key of Object.keys(values) as LogKey[]) {
      const value = values[key];
      if (value === undefined || Number.isNaN(value)) continue;
      if (this.#seriesOf(key).append(place, value)) isThinned = true;
    }
    if (isThinned) this.generation++;
  }

  appendPiece(piece: LogColumns): void {
    for (const record of recordsOf(piece)) this.append(record);
  }

  /**
   * Forgets what came after `timesteps`: training that goes on from there writes it anew.
   *
   * @param timesteps of the whole run, as `time/total_timesteps` counts them
   */
  truncate(timesteps: number): void {
    let isCut = false;
    for (const [key, series] of this.#series) {
      if (series.truncate(timesteps)) isCut = true;
      if (series.length === 0) this.#series.delete(key);
    }
    if (!isCut) return;
    this.generation++;
    this.#rows = 1 + Math.max(-1, ...[...this.#series.values()].map((series) => series.last.row));
  }

  #seriesOf(key: LogKey): ThinnedSeries {
    const series = this.#series.get(key) ?? new ThinnedSeries();
    this.#series.set(key, series);
    return series;
  }
}
