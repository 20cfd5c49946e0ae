import golden from '../golden/building.json';
import type { Integrator } from '../../src/building/stepMap';
import type { GroundMotion } from '../../src/groundMotion/groundMotion';

/** float64 figures of the 12-storey building, computed independently. */
export { golden };

export type GoldenCase = (typeof golden.cases)[number] & { integrator: Integrator };

export const goldenCases = golden.cases as GoldenCase[];

export function goldenRecord(name: string): GroundMotion {
  const sample =
    name === 'decaying_sine'
      ? (t: number) => 3 * Math.sin(2 * Math.PI * 1.5 * t) * Math.exp(-0.1 * t)
      : (t: number) => 2.5 * Math.min(1, (t / 10) ** 2) * Math.sin(2 * Math.PI * (0.05 * t + 0.004 * t * t));
  const length = name === 'decaying_sine' ? 1000 : 6000;
  return { name, dt: 0.02, acceleration: Float64Array.from({ length }, (_, k) => sample(0.02 * k)) };
}

export function goldenActions(name: string, count: number): Float64Array {
  let x = 12345;
  return Float64Array.from({ length: count }, (_, k) => {
    if (name === 'zeros') return 0;
    if (name === 'sine') return Math.sin(0.7 * k);
    x = (Math.imul(1664525, x) + 1013904223) >>> 0;
    return x / 2 ** 31 - 1;
  });
}
