import { expect, test } from 'vitest';
import { Smoothing } from '../../../../src/ui/charts/smoothing';

const oneStage = (length: number) => new Float64Array(length).fill(1);

/** TensorBoard's formula, read off its source: sums over all values so far, each weighted by its age. */
function direct(values: readonly number[], weight: number): number[] {
  const seen: number[] = [];
  return values.map((value) => {
    if (!Number.isFinite(value)) return NaN;
    seen.push(value);
    const weights = seen.map((_, i) => weight ** (seen.length - 1 - i));
    const sum = seen.reduce((total, x, i) => total + weights[i] * x, 0);
    return sum / weights.reduce((total, x) => total + x, 0);
  });
}

test.each([0, 0.6, 0.99])('smooths with weight %d like the weighted mean of all values so far', (weight) => {
  const values = [3, -1, NaN, 4, 1.5, Infinity, -9, 2];
  const smoothed = new Smoothing(weight).extend(Float64Array.from(values), oneStage(values.length));
  direct(values, weight).forEach((value, i) => {
    if (Number.isNaN(value)) expect(smoothed[i]).toBeNaN();
    else expect(smoothed[i]).toBeCloseTo(value, 12);
  });
});

test('gives the same in pieces as at once', () => {
  const values = Float64Array.from({ length: 1000 }, (_, i) => Math.sin(i) * i);
  const stage = values.map((_, i) => (i < 256 ? 1 : 2));
  const whole = new Smoothing(0.9).extend(values, stage).slice();
  const pieces = new Smoothing(0.9);
  for (const end of [1, 255, 256, 257, 999, 1000]) pieces.extend(values.subarray(0, end), stage);
  expect(pieces.extend(values, stage)).toEqual(whole);
});

test('has nothing of a stage in the next one', () => {
  const level = [0.1, 0.3, NaN, 0.2, NaN, 5, NaN, 7];
  const stage = [1, 1, 1, 1, 2, 2, 2, 2];
  const smoothed = new Smoothing(0.99).extend(Float64Array.from(level), Float64Array.from(stage));
  const alone = [...direct(level.slice(0, 4), 0.99), ...direct(level.slice(4), 0.99)];
  expect(smoothed[5]).toBe(5);
  alone.forEach((value, i) => {
    if (Number.isNaN(value)) expect(smoothed[i]).toBeNaN();
    else expect(smoothed[i]).toBeCloseTo(value, 12);
  });
});
