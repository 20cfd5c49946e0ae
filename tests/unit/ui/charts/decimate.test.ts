import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decimate, lowerBound, nearestPoint, pixelGrid } from '../../../../src/ui/charts/decimate';

const curve = (points: readonly (readonly [number, number])[]) => ({
  x: Float64Array.from(points, ([x]) => x),
  y: Float64Array.from(points, ([, y]) => y),
});
const RANGE = { min: 0, max: 10 };

describe('a decimated curve', () => {
  test('has, in each pixel column, the smallest and the largest value in the order in which they come', () => {
    const { values } = decimate(
      curve([
        [0.1, 5],
        [0.2, 1],
        [0.3, 9],
        [0.4, 6],
        [5.1, 8],
        [5.2, 2],
        [9.5, 4],
      ]),
      RANGE,
      10,
    );
    expect(values.slice(1, 3)).toEqual([1, 9]);
    expect(values.slice(11, 13)).toEqual([8, 2]);
    expect(values.slice(19, 21)).toEqual([4, null]);
    expect(values.filter((value) => value !== null)).toHaveLength(5);
  });

  test('comes into view and leaves it on the line to the points outside', () => {
    const points = curve([
      [-10, 0],
      [5, 15],
      [20, 0],
    ]);
    const { values, points: count } = decimate(points, RANGE, 4);
    expect(values[0]).toBe(10);
    expect(values.at(-1)).toBe(10);
    expect(count).toBe(1);
    const between = decimate(points, { min: 6, max: 8 }, 4);
    expect(between.values[0]).toBe(14);
    expect(between.values.at(-1)).toBe(12);
    expect(between.points).toBe(0);
  });

  test('passes over rows without a value', () => {
    const points = curve([
      [-2, NaN],
      [-1, 1],
      [0, NaN],
      [1, 3],
      [2, NaN],
    ]);
    const { values, points: count } = decimate(points, RANGE, 10);
    expect(values[0]).toBe(2);
    expect(count).toBe(1);
    expect(decimate(curve([[1, NaN]]), RANGE, 10).values.every((value) => value === null)).toBe(true);
  });

  test('never leaves the values of the curve, and keeps the extremes of what is in view', () => {
    const sorted = fc
      .array(fc.tuple(fc.integer({ min: -5, max: 15 }), fc.integer({ min: -100, max: 100 })), {
        minLength: 1,
      })
      .map((points) => points.sort(([a], [b]) => a - b));
    fc.assert(
      fc.property(sorted, fc.integer({ min: 1, max: 40 }), (points, columns) => {
        const { values } = decimate(curve(points), RANGE, columns);
        const drawn = values.filter((value) => value !== null);
        const inView = points.filter(([x]) => x >= 0 && x <= 10).map(([, y]) => y);
        const all = points.map(([, y]) => y);
        expect(values).toHaveLength(pixelGrid(RANGE, columns).length);
        if (inView.length > 0) {
          expect(Math.min(...drawn)).toBeLessThanOrEqual(Math.min(...inView));
          expect(Math.max(...drawn)).toBeGreaterThanOrEqual(Math.max(...inView));
        }
        for (const value of drawn) {
          expect(value).toBeGreaterThanOrEqual(Math.min(...all));
          expect(value).toBeLessThanOrEqual(Math.max(...all));
        }
      }),
    );
  });

  test('lies on a grid that rises from edge to edge', () => {
    const grid = pixelGrid(RANGE, 5);
    expect(grid).toEqual(Float64Array.of(0, 0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5, 9.5, 10));
  });
});

describe('the point under a cursor', () => {
  const points = curve([
    [1, 10],
    [2, NaN],
    [4, 40],
  ]);

  test.each([
    [-5, 0],
    [2, 0],
    [2.6, 2],
    [Infinity, 2],
  ])('at %d is row %i', (position, row) => {
    expect(nearestPoint(points, position)).toBe(row);
  });

  test('is none where there are no values', () => {
    expect(nearestPoint(curve([[1, NaN]]), 1)).toBe(-1);
    expect(nearestPoint(curve([]), 1)).toBe(-1);
  });

  test('the lower bound is the first position that is not below', () => {
    const x = Float64Array.of(1, 2, 2, 3);
    expect([0, 2, 2.5, 4].map((position) => lowerBound(x, position))).toEqual([0, 1, 3, 4]);
  });
});
