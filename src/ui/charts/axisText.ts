import type { XAxis } from '../../state/charts.svelte';
import { unitsText } from '../../strings/units';
import { formatCount, formatDuration } from '../format';

const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 2 });

/** A number in the little space beside an axis. */
export function tickText(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1000) return compact.format(value);
  if (size < 1e-3) return value.toExponential(1).replace('e-', 'e−').replace('-', '−');
  return String(Number(value.toPrecision(4))).replace('-', '−');
}

/** A position on the x axis, in full. */
export function positionText(axis: XAxis, x: number): string {
  if (axis === 'steps') return unitsText.inSteps(formatCount(x));
  if (axis === 'relative') return formatDuration(x);
  return new Date(1000 * x).toLocaleString('en', { dateStyle: 'medium', timeStyle: 'medium' });
}

/** A tick of the x axis; the time of day is left to uPlot. */
export function xTickText(axis: Exclude<XAxis, 'wall'>, x: number): string {
  return axis === 'steps' ? tickText(x) : formatDuration(x);
}
