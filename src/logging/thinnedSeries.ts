import { GrowingArray } from './growingArray';

/** Values of one key, oldest first: views of columns of one length, valid until the next change. */
export interface SeriesPoints {
  readonly value: Float64Array;
  readonly stage: Float64Array;
  /** `time/total_timesteps` of each. */
  readonly steps: Float64Array;
  /** Seconds since 1970. */
  readonly wallTime: Float64Array;
}

/** Where in a log a value is. */
export interface LogPlace {
  readonly row: number;
  readonly stage: number;
  /** `time/total_timesteps`. */
  readonly steps: number;
  /** Seconds since 1970. */
  readonly wallTime: number;
}

/** Points of a series, at most; a chart has fewer pixels across. */
export const MAX_POINTS = 8192;
/** Of a stage each side is kept, for as many as this: more than any curriculum has. */
const MAX_BOUNDARIES = 256;

/**
 * The values of one key for drawing, in bounded memory. The newest are all there. Where they become too many, those so far are
 * thinned: of each group of consecutive rows the smallest and the largest value stay, and besides these the first value, the
 * last, and the two on either side of a stage's beginning. Groups are powers of two, by the number of the row, so what is left
 * follows from the rows alone, however they arrived.
 */
export class ThinnedSeries {
  readonly #row = new GrowingArray();
  readonly #stage = new GrowingArray();
  readonly #steps = new GrowingArray();
  readonly #wallTime = new GrowingArray();
  readonly #value = new GrowingArray();
  readonly #columns = [this.#row, this.#stage, this.#steps, this.#wallTime, this.#value] as const;
  /** Values that were ever appended and not forgotten; exact until something is forgotten that had been thinned. */
  #count = 0;
  #rowsPerGroup = 4;

  /** Points that are kept. */
  get length(): number {
    return this.#row.length;
  }

  /** Values of which these are the points. */
  get count(): number {
    return this.#count;
  }

  get points(): SeriesPoints {
    return {
      value: this.#value.view,
      stage: this.#stage.view,
      steps: this.#steps.view,
      wallTime: this.#wallTime.view,
    };
  }

  /** Of the last point; not to be asked of an empty series. */
  get last(): { readonly row: number; readonly wallTime: number; readonly value: number } {
    const i = this.length - 1;
    return { row: this.#row.at(i), wallTime: this.#wallTime.at(i), value: this.#value.at(i) };
  }

  /**
   * @param place its row is behind that of the last point
   * @returns whether earlier points are others now
   */
  append({ row, stage, steps, wallTime }: LogPlace, value: number): boolean {
    this.#row.push(row);
    this.#stage.push(stage);
    this.#steps.push(steps);
    this.#wallTime.push(wallTime);
    this.#value.push(value);
    this.#count++;
    // When it is full, not when it overflows: the columns would double.
    if (this.length < MAX_POINTS) return false;
    this.#thin();
    return true;
  }

  /**
   * Forgets what came after `timesteps`.
   *
   * @returns whether there was anything
   */
  truncate(timesteps: number): boolean {
    const { length } = this;
    let end = length;
    while (end > 0 && !(this.#steps.at(end - 1) <= timesteps)) end--;
    if (end === length) return false;
    // Of thinned rows nobody knows how many were forgotten: in proportion.
    this.#count = Math.max(end, Math.round((this.#count * end) / length));
    this.#columns.forEach((column) => column.truncate(end));
    return true;
  }

  /** Groups as large as before, or so much larger that half of the points are left, or fewer. */
  #thin(): void {
    const last = this.#row.at(this.length - 1);
    let kept = this.#keptOf(this.#rowsPerGroup);
    while (kept.length > MAX_POINTS / 2 && this.#rowsPerGroup <= last) {
      this.#rowsPerGroup *= 2;
      kept = this.#keptOf(this.#rowsPerGroup);
    }
    for (const column of this.#columns) {
      const values = kept.map((i) => column.at(i));
      column.truncate(0);
      column.append(values);
    }
  }

  /** Indices of the points that stay where so many rows are a group. */
  #keptOf(rowsPerGroup: number): number[] {
    const kept: number[] = [];
    let boundaries = 0;
    const keepGroup = (begin: number, end: number) => {
      let [low, high] = [begin, begin];
      for (let i = begin + 1; i < end; i++) {
        if (this.#value.at(i) < this.#value.at(low)) low = i;
        if (this.#value.at(i) > this.#value.at(high)) high = i;
      }
      for (let i = begin; i < end; i++) {
        const isBoundary = boundaries < MAX_BOUNDARIES && this.#isAtBoundary(i);
        if (isBoundary) boundaries++;
        const isEnd = i === 0 || i === this.length - 1;
        if (isBoundary || isEnd || i === low || i === high) kept.push(i);
      }
    };
    let begin = 0;
    for (let i = 1; i <= this.length; i++) {
      const isOver =
        i === this.length ||
        groupOf(this.#row.at(i), rowsPerGroup) > groupOf(this.#row.at(begin), rowsPerGroup);
      if (!isOver) continue;
      keepGroup(begin, i);
      begin = i;
    }
    return kept;
  }

  #isAtBoundary(index: number): boolean {
    const stage = this.#stage.at(index);
    const isFirst = index > 0 && stage !== this.#stage.at(index - 1);
    const isLast = index < this.length - 1 && stage !== this.#stage.at(index + 1);
    return isFirst || isLast;
  }
}

function groupOf(row: number, rowsPerGroup: number): number {
  return Math.floor(row / rowsPerGroup);
}
