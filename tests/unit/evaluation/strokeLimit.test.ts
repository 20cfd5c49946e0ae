import { expect, test } from 'vitest';
import { limitedPeak, readLimitedPeak, recordsWithin } from '../../../src/evaluation/strokeLimit';

const metrics = (strokes: readonly number[], peak = 0.2) =>
  strokes.map((peakStroke, i) => ({ peakStroke, peakRoofDisplacement: peak + 0.1 * i }));

/** Twenty strokes, `over` of which are 1.5 m and the others 1 m. */
const twenty = (over: number) => Array.from({ length: 20 }, (_, i) => (i < over ? 1.5 : 1));

test('a record on which the stroke just reaches its limit counts as within', () => {
  expect(recordsWithin([0.99, 1, 1.01], 1)).toBe(2);
});

test('who keeps the limit on 95 % of the records is judged by the mean peak, as is everyone without one', () => {
  expect(limitedPeak(metrics([1, 9]), null)).toBeCloseTo(0.25, 12);
  expect(limitedPeak(metrics(twenty(1)), 1)).toBe(limitedPeak(metrics(twenty(1)), null));
  expect(readLimitedPeak(limitedPeak(metrics(twenty(1)), 1))).toHaveProperty('meanPeak');
});

test('who does not comes after, however small the peak, and by the mean excess', () => {
  const kept = limitedPeak(metrics(twenty(1), 100), 1);
  const [two, three] = [2, 3].map((over) => limitedPeak(metrics(twenty(over), 0.01), 1));
  expect(kept).toBeLessThan(two);
  expect(two).toBeLessThan(three);
  const read = readLimitedPeak(three);
  expect('meanExcess' in read && read.meanExcess).toBeCloseTo((3 * 0.5) / 20, 6);
});
