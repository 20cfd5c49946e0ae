import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { scaleOf } from '../../../src/ui/results/dotPlot';
import { formatChange } from '../../../src/ui/format';

describe('the scale of a dot plot', () => {
  test('has round ticks from below the smallest to above the largest', () => {
    const { ticks, place } = scaleOf([{ value: 0.172, low: 0.158, high: 0.187 }], 4);
    expect(ticks.map((tick) => tick.toFixed(2))).toEqual(['0.15', '0.16', '0.17', '0.18', '0.19']);
    expect(place(0.15)).toBeCloseTo(0, 12);
    expect(place(0.17)).toBeCloseTo(0.5, 12);
    expect(place(0.19)).toBeCloseTo(1, 12);
  });

  test('takes values that differ by rounding alone as one', () => {
    const { ticks } = scaleOf([{ value: 1000, low: 1000, high: 1000 + 2e-13 }], 3);
    expect(new Set(ticks).size).toBe(ticks.length);
    expect(ticks[0]).toBe(1000);
  });

  test('holds a value without an interval, and nothing at all', () => {
    for (const value of [0, 5, -3]) {
      const { ticks, place } = scaleOf([{ value, low: value, high: value }], 3);
      expect(ticks.length).toBeGreaterThanOrEqual(2);
      expect(place(value)).toBeGreaterThanOrEqual(0);
      expect(place(value)).toBeLessThanOrEqual(1);
    }
  });

  test('keeps every interval on it, with a readable number of ticks', () => {
    const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(
        value,
        fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
        fc.integer({ min: 2, max: 8 }),
        (low, width, count) => {
          const high = low + width;
          const { ticks, place } = scaleOf([{ value: low, low, high }], count);
          expect(place(low)).toBeGreaterThan(-1e-6);
          expect(place(high)).toBeLessThan(1 + 1e-6);
          expect(ticks.length).toBeLessThanOrEqual(count + 2);
        },
      ),
    );
  });
});

test('a change has its sign', () => {
  expect([0.1234, -0.05, 0, -0.0001].map(formatChange)).toEqual(['+12.3 %', '−5.0 %', '0.0 %', '0.0 %']);
});
