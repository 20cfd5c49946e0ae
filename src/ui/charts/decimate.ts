/** A curve: positions that never decrease, and a value for each, NaN where there is none. */
export interface Curve {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

export interface Range {
  readonly min: number;
  readonly max: number;
}

/** Two places in each pixel column, for its smallest and its largest value, and one beyond each edge. */
const PLACES = 2;

/** The positions that all decimated curves share. */
export function pixelGrid({ min, max }: Range, columns: number): Float64Array {
  const width = (max - min) / columns;
  const inner = Float64Array.from({ length: PLACES * columns }, (_, i) => min + ((i + 0.5) / PLACES) * width);
  return Float64Array.of(min, ...inner, max);
}

/**
 * The smallest and the largest value of a curve in each pixel column, in the order in which they come: what a line
 * through all points would cover, at a cost that does not depend on how many there are.
 *
 * @returns values at the positions of `pixelGrid`, null where there is none; and how many points are in the range
 */
export function decimate(
  curve: Curve,
  { min, max }: Range,
  columns: number,
): { values: (number | null)[]; points: number } {
  const { x, y } = curve;
  const values = new Array<number | null>(PLACES * columns + 2).fill(null);
  const perColumn = columns / (max - min);
  let points = 0;
  let previous = -1;
  let column = -1;
  let low = -1;
  let high = -1;
  const put = () => {
    if (column < 0) return;
    const place = 1 + PLACES * column;
    values[place] = y[Math.min(low, high)];
    if (low !== high) values[place + 1] = y[Math.max(low, high)];
  };
  for (let i = firstAtOrAfter(x, min, y); i < x.length; i++) {
    if (Number.isNaN(y[i])) continue;
    if (x[i] < min) {
      previous = i;
      continue;
    }
    if (previous >= 0 && points === 0) values[0] = valueAt(curve, previous, i, min);
    if (x[i] > max) {
      if (previous >= 0) values[values.length - 1] = valueAt(curve, previous, i, max);
      break;
    }
    const here = Math.min(columns - 1, Math.floor((x[i] - min) * perColumn));
    if (here !== column) {
      put();
      column = here;
      low = high = i;
    } else {
      if (y[i] < y[low]) low = i;
      if (y[i] > y[high]) high = i;
    }
    previous = i;
    points++;
  }
  put();
  return { values, points };
}

/** Index of the last point with a value before `position`, from which a line comes into view; else of the first point. */
function firstAtOrAfter(x: Float64Array, position: number, y: Float64Array): number {
  let index = lowerBound(x, position);
  while (index > 0 && (index === x.length || x[index] >= position || Number.isNaN(y[index]))) {
    index--;
    if (x[index] < position && !Number.isNaN(y[index])) break;
  }
  return index;
}

/** Index of the first position that is not below `position`. */
export function lowerBound(x: Float64Array, position: number): number {
  let [low, high] = [0, x.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (x[middle] < position) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** On the straight line between two points. */
function valueAt({ x, y }: Curve, a: number, b: number, position: number): number {
  return x[b] === x[a] ? y[b] : y[a] + ((y[b] - y[a]) * (position - x[a])) / (x[b] - x[a]);
}

/** Index of the point with a value that is nearest to `position`; -1 where there is none. */
export function nearestPoint({ x, y }: Curve, position: number): number {
  const start = lowerBound(x, position);
  let after = start;
  while (after < x.length && Number.isNaN(y[after])) after++;
  let before = start - 1;
  while (before >= 0 && Number.isNaN(y[before])) before--;
  if (after >= x.length) return before;
  if (before < 0) return after;
  return position - x[before] < x[after] - position ? before : after;
}
