import { quartiles } from '../../evaluation/seedStatistics';
import type { LogKey } from '../../logging/logRecord';
import type { XAxis } from '../../state/charts.svelte';
import type { Curve } from './decimate';
import { lowerBound } from './decimate';
import type { Band, DrawnCurves, RunCurves } from './runCurves';

/** Median and quartiles of runs at the positions of one of them. */
interface Spread extends Band {
  readonly median: Curve;
}

/** Runs that differ in the seed as one: the median of their curves, in the band of their quartiles. */
export class SeedCurves implements DrawnCurves {
  readonly run: string;
  readonly colour = 0;
  readonly #runs: readonly RunCurves[];
  readonly #known = new Map<string, { readonly points: number; readonly spread: Spread | undefined }>();

  /** @param run what they are called together */
  constructor(run: string, runs: readonly RunCurves[]) {
    this.run = run;
    this.#runs = runs;
  }

  x(axis: XAxis): Float64Array {
    return this.#longest(axis).x(axis);
  }

  raw(key: LogKey, axis: XAxis): Curve | undefined {
    return this.#spread(key, axis, 0)?.median;
  }

  smoothed(key: LogKey, axis: XAxis, weight: number): Curve | undefined {
    return this.#spread(key, axis, weight)?.median;
  }

  band(key: LogKey, axis: XAxis, weight: number): Band | undefined {
    return this.#spread(key, axis, weight);
  }

  stageStarts(axis: XAxis): { readonly stage: number; readonly x: number }[] {
    return this.#longest(axis).stageStarts(axis);
  }

  #longest(axis: XAxis): RunCurves {
    const end = (run: RunCurves) => run.x(axis).at(-1) ?? -Infinity;
    return this.#runs.reduce((longest, run) => (end(run) > end(longest) ? run : longest));
  }

  #spread(key: LogKey, axis: XAxis, weight: number): Spread | undefined {
    const curves = this.#runs.flatMap((run) => {
      const curve = weight > 0 ? run.smoothed(key, axis, weight) : run.raw(key, axis);
      return curve ? [withoutGaps(curve)] : [];
    });
    const points = curves.reduce((sum, { x }) => sum + x.length, 0);
    const name = `${key} ${axis} ${weight}`;
    const known = this.#known.get(name);
    if (known?.points === points) return known.spread;
    const spread = points > 0 ? spreadOf(curves) : undefined;
    this.#known.set(name, { points, spread });
    return spread;
  }
}

/**
 * At each position of the curve with the most points, over those that reach it, on straight lines between their points.
 *
 * @param curves without gaps, one of them with a point
 */
export function spreadOf(curves: readonly Curve[]): Spread {
  const { x } = curves.reduce((most, curve) => (curve.x.length > most.x.length ? curve : most));
  const spread = Array.from(x, (position) =>
    quartiles(curves.flatMap((curve) => valueAt(curve, position) ?? [])),
  );
  const of = (edge: 'low' | 'median' | 'high') => ({ x, y: Float64Array.from(spread, (at) => at[edge]) });
  return { low: of('low'), median: of('median'), high: of('high') };
}

/** Null: the curve has not begun there, or is at its end. */
function valueAt({ x, y }: Curve, position: number): number | null {
  const after = lowerBound(x, position);
  if (after === x.length || (after === 0 && x[0] > position)) return null;
  if (x[after] === position) return y[after];
  const part = (position - x[after - 1]) / (x[after] - x[after - 1]);
  return y[after - 1] + part * (y[after] - y[after - 1]);
}

function withoutGaps({ x, y }: Curve): Curve {
  if (!y.some(Number.isNaN)) return { x, y };
  const isThere = (_: number, i: number) => !Number.isNaN(y[i]);
  return { x: x.filter(isThere), y: y.filter(isThere) };
}
