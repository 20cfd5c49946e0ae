import type { LogKey } from '../../logging/logRecord';
import type { ChartsState } from '../../state/charts.svelte';
import type { Range } from './decimate';
import { decimate, pixelGrid } from './decimate';
import type { DrawnCurves } from './runCurves';
import { extent } from './runCurves';

/** One line of a chart, at the positions that all its lines share. */
export interface Line {
  /** Index of the run's colour. */
  readonly colour: number;
  /** The values as they were logged, behind the smoothed ones. */
  readonly isFaint: boolean;
  /** The edge of a band, which is filled up to the other one: the low edge is the next line. */
  readonly edge?: 'high' | 'low';
}

export interface Drawing {
  readonly x: Float64Array;
  readonly values: readonly (readonly (number | null)[])[];
  /** Of each line: so few points that each is worth a dot. */
  readonly isSparse: readonly boolean[];
  readonly stages: readonly { readonly stage: number; readonly x: number }[];
  /** All values are above zero. */
  readonly isPositive: boolean;
}

/** Which lines a chart of `runs` has: they change more seldom than what is on them. */
export function linesOf(runs: readonly DrawnCurves[], isSmoothed: boolean): Line[] {
  return runs.flatMap((run): Line[] => {
    const { colour } = run;
    if ('band' in run) {
      const edge = { colour, isFaint: true };
      return [
        { ...edge, edge: 'high' },
        { ...edge, edge: 'low' },
        { colour, isFaint: false },
      ];
    }
    return isSmoothed
      ? [
          { colour, isFaint: true },
          { colour, isFaint: false },
        ]
      : [{ colour, isFaint: false }];
  });
}

/** What a chart `columns` pixels wide shows of a key; null: nothing has been logged yet. */
export function drawingOf(
  key: LogKey,
  runs: readonly DrawnCurves[],
  charts: Pick<ChartsState, 'xAxis' | 'smoothing' | 'range'>,
  columns: number,
): Drawing | null {
  const { xAxis, smoothing } = charts;
  const range: Range | null = charts.range ?? extent(runs, xAxis);
  if (!range || columns < 1) return null;
  const curves = runs.flatMap((run) => {
    const raw = run.raw(key, xAxis);
    const smoothed = smoothing > 0 ? run.smoothed(key, xAxis, smoothing) : raw;
    if ('band' in run) {
      const band = run.band?.(key, xAxis, smoothing);
      return [band?.high, band?.low, smoothed];
    }
    return smoothing > 0 ? [raw, smoothed] : [raw];
  });
  const decimated = curves.map((curve) =>
    decimate(curve ?? { x: new Float64Array(), y: new Float64Array() }, range, columns),
  );
  return {
    x: pixelGrid(range, columns),
    values: decimated.map(({ values }) => values),
    isSparse: decimated.map(({ points }) => points < columns / 8),
    stages: (runs.at(0)?.stageStarts(xAxis) ?? []).filter(({ x }) => x > range.min && x < range.max),
    isPositive: decimated.every(({ values }) => values.every((value) => value === null || value > 0)),
  };
}
