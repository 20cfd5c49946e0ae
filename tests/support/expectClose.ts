import { expect } from 'vitest';

/** |actual - expected| within `relative` of `scale`, which is the expected value unless it may pass through zero. */
export function expectClose(
  actual: number,
  expected: number,
  relative = 1e-9,
  scale = Math.abs(expected),
): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(relative * scale);
}
