/** The scales of a drawing: values from `low` (bottom) to `high` (top) on so many pixels. */
export interface PlotBox {
  readonly width: number;
  readonly height: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Evenly spaced values as an SVG path over the whole width. Where there are more values than the width can show, each
 * pixel has the smallest and the largest of its own, so that no peak is lost.
 */
export function polylinePath(values: ArrayLike<number>, box: PlotBox): string {
  const { width, height, low, high } = box;
  const { length } = values;
  if (length === 0 || width <= 0) return '';
  const y = (value: number) => (height * (1 - (value - low) / (high - low))).toFixed(1);
  const columns = Math.max(1, Math.floor(width));
  const points: string[] = [];
  if (length <= 2 * columns) {
    for (let i = 0; i < length; i++)
      points.push(`${((i * width) / Math.max(1, length - 1)).toFixed(1)} ${y(values[i])}`);
    return `M${points.join('L')}`;
  }
  for (let column = 0; column < columns; column++) {
    const begin = Math.floor((column * length) / columns);
    const end = Math.floor(((column + 1) * length) / columns);
    let least = begin;
    let most = begin;
    for (let i = begin + 1; i < end; i++) {
      if (values[i] < values[least]) least = i;
      if (values[i] > values[most]) most = i;
    }
    const x = (((column + 0.5) * width) / columns).toFixed(1);
    const [first, second] = least < most ? [least, most] : [most, least];
    points.push(`${x} ${y(values[first])}`, `${x} ${y(values[second])}`);
  }
  return `M${points.join('L')}`;
}

/** A round number at or above a value, not far above: where an axis may end. */
export function niceEnd(value: number): number {
  return nextOf([1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10], value);
}

/** Round numbers from zero to `end`, at most `count` steps of them. */
export function ticks(end: number, count: number): number[] {
  const step = nextOf([1, 2, 2.5, 5, 10], end / count);
  const steps = Math.floor(end / step + 1e-9);
  return Array.from({ length: steps + 1 }, (_, i) => Number((i * step).toPrecision(12)));
}

/** The first of some factors, times a power of ten, that reaches a value. */
function nextOf(factors: readonly number[], value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const factor = factors.find((candidate) => candidate * power >= value * (1 - 1e-9)) ?? 10;
  return Number((factor * power).toPrecision(12));
}

/** Largest magnitude among some values. */
export function largest(values: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) most = Math.max(most, Math.abs(values[i]));
  return most;
}
