import type { Estimate } from '../../evaluation/statistics';

/** One row of a dot-and-interval plot. */
export interface DotRow {
  readonly label: string;
  readonly estimate: Estimate;
  /** Whether it is what the others are beside. */
  readonly isSubject: boolean;
}

export interface Scale {
  readonly ticks: readonly number[];
  /** Place of a value between the ends of the axis, 0 to 1. */
  readonly place: (value: number) => number;
}

/** Distances between ticks that people read easily, in any power of ten. */
const STEPS = [1, 2, 5, 10];
/** In steps. */
const ROUNDING = 5e-7;
/** In parts of the largest value. */
const SAME = 1e-9;

/** An axis that holds all intervals, with about `count` ticks at round numbers. */
export function scaleOf(estimates: readonly Estimate[], count: number): Scale {
  const low = Math.min(...estimates.map((estimate) => estimate.low));
  const high = Math.max(...estimates.map((estimate) => estimate.high));
  // What differs by rounding alone is one value: ticks that near each other would be the same number.
  const range = high - low > SAME * Math.abs(high) ? high - low : Math.abs(high) || 1;
  const power = 10 ** Math.floor(Math.log10(range / count));
  const step = power * (STEPS.find((candidate) => candidate * power * count >= range) ?? 10);
  // A value that rounding puts just beside a tick needs no further one.
  const first = Math.floor(low / step + ROUNDING);
  const last = Math.max(first + 1, Math.ceil(high / step - ROUNDING));
  const ticks = Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
  return { ticks, place: (value) => (value / step - first) / (last - first) };
}
