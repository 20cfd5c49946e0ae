import type { LogKey } from '../../logging/logRecord';
import type { ChartsState } from '../../state/charts.svelte';
import type { Range } from './decimate';
import { decimate, pixelGrid } from './decimate';
import type { RunCurves } from './runCurves';
import { extent } from './runCurves';

/** One line of a chart, at the positions that all its lines share. */
export interface Line {
  /** Index of the run's colour. */
  readonly colour: number;
  /** The values as they were logged, behind the smoothed ones. */
  readonly isFaint: boolean;
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
export function linesOf(runs: readonly RunCurves[], isSmoothed: boolean): Line[] {
  return runs.flatMap(({ colour }) =>
    isSmoothed
      ? [
          { colour, isFaint: true },
          { colour, isFaint: false },
        ]
      : [{ colour, isFaint: false }],
  );
}

/** What a chart `columns` pixels wide shows of a key; null: nothing has been logged yet. */
export function drawingOf(
  key: LogKey,
  runs: readonly RunCurves[],
  charts: Pick<ChartsState, 'xAxis' | 'smoothing' | 'range'>,
  columns: number,
): Drawing | null {
  const { xAxis, smoothing } = charts;
  const range: Range | null = charts.range ?? extent(runs, xAxis);
  if (!range || columns < 1) return null;
  const curves = runs.flatMap((run) =>
    smoothing > 0 ? [run.raw(key, xAxis), run.smoothed(key, xAxis, smoothing)] : [run.raw(key, xAxis)],
  );
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
