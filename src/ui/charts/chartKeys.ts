import type { LogKey } from '../../logging/logRecord';
import type { ChartsState } from '../../state/charts.svelte';
import { nearestPoint } from './decimate';
import type { DrawnCurves } from './runCurves';
import { extent } from './runCurves';

/** Moves the shared cursor by so many values of a key in the first run. */
export function moveCursor(
  charts: ChartsState,
  runs: readonly DrawnCurves[],
  key: LogKey,
  steps: number,
): void {
  const curve = runs.at(0)?.raw(key, charts.xAxis);
  if (!curve) return;
  let row = nearestPoint(curve, charts.cursor ?? Infinity);
  if (row < 0) return;
  for (let moved = 0; moved < Math.abs(steps); moved++) {
    let next = row + Math.sign(steps);
    while (next >= 0 && next < curve.y.length && Number.isNaN(curve.y[next])) next += Math.sign(steps);
    if (next < 0 || next >= curve.y.length) break;
    row = next;
  }
  charts.cursor = curve.x[row];
}

/** Shows `factor` times as much of the x axis, around the cursor; no more than there is. */
export function zoomBy(charts: ChartsState, runs: readonly DrawnCurves[], factor: number): void {
  const whole = extent(runs, charts.xAxis);
  if (!whole) return;
  const shown = charts.range ?? whole;
  const centre = charts.cursor ?? shown.max;
  const min = Math.max(whole.min, centre - factor * (centre - shown.min));
  const max = Math.min(whole.max, centre + factor * (shown.max - centre));
  const isWhole = min <= whole.min && max >= whole.max;
  charts.range = isWhole || max <= min ? null : { min, max };
}
