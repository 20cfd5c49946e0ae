import type { GroundMotion } from '../../groundMotion/groundMotion';
import { GRAVITY } from '../../groundMotion/groundMotion';

/**
 * The outline of an accelerogram as an SVG path: for each of `columns` the smallest and the largest acceleration.
 *
 * @param scale acceleration, in g, that reaches from the middle to an edge
 */
export function waveformPath(
  { acceleration }: GroundMotion,
  { width, height, columns, scale }: { width: number; height: number; columns: number; scale: number },
): string {
  const y = (value: number) => (height / 2 - (value / (GRAVITY * scale)) * (height / 2)).toFixed(1);
  const points: string[] = [];
  for (let column = 0; column < columns; column++) {
    const begin = Math.floor((column * acceleration.length) / columns);
    const end = Math.floor(((column + 1) * acceleration.length) / columns);
    let [smallest, largest] = [Infinity, -Infinity];
    for (let i = begin; i < end; i++) {
      smallest = Math.min(smallest, acceleration[i]);
      largest = Math.max(largest, acceleration[i]);
    }
    const x = (((column + 0.5) * width) / columns).toFixed(1);
    points.push(`${x} ${y(smallest)}`, `${x} ${y(largest)}`);
  }
  return `M${points.join('L')}`;
}
