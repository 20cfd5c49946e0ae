import { describe, expect, test } from 'vitest';
import {
  DiscountedReturn,
  mergeMoments,
  mergeObservationMoments,
  observationMoments,
  returnMoments,
} from '../../../src/ppo/moments';
import { RandomStream } from '../../../src/random/stream';
import { expectClose } from '../../support/expectClose';

const random = new RandomStream(5, 0, 0);
const sample = (length: number, position: number) =>
  Array.from({ length }, (_, i) => 3 + 2 * random.normal(position, i));

function momentsOf(values: readonly number[]) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, variance, count: values.length };
}

describe('moments', () => {
  test.each([
    [10, 1],
    [1, 10],
    [100, 37],
  ])('of %i and %i values merge into those of all of them', (first, second) => {
    const a = sample(first, 1);
    const b = sample(second, 2);
    const merged = mergeMoments(momentsOf(a), momentsOf(b));
    const expected = momentsOf([...a, ...b]);
    expect(merged.count).toBe(first + second);
    expectClose(merged.mean, expected.mean, 1e-12);
    expectClose(merged.variance, expected.variance, 1e-12);
  });

  test('of nothing change nothing', () => {
    const some = momentsOf(sample(5, 1));
    const nothing = { mean: 0, variance: 0, count: 0 };
    expect(mergeMoments(some, nothing)).toEqual(some);
    expect(mergeMoments(nothing, nothing)).toEqual(nothing);
  });

  test('of observations are means and covariances', () => {
    const rows = Float32Array.from(sample(8 * 50, 3), (value, i) => (i % 8 === 1 ? value + 5 : value));
    const { mean, covariance, count } = observationMoments(rows, 8);
    const entry = (k: number) => [...rows].filter((_, i) => i % 8 === k);
    expect(count).toBe(50);
    for (let row = 0; row < 8; row++) {
      const own = momentsOf(entry(row));
      expectClose(mean[row], own.mean, 1e-12);
      expectClose(covariance[9 * row], own.variance, 1e-12);
      for (let column = 0; column < 8; column++) {
        // Var(a + b) = Var(a) + Var(b) + 2 Cov(a, b)
        const other = momentsOf(entry(column));
        const both = momentsOf(entry(row).map((value, i) => value + entry(column)[i]));
        const expected = (both.variance - own.variance - other.variance) / 2;
        expect(covariance[8 * row + column]).toBeCloseTo(expected, 10);
      }
    }
  });

  test('of observations merge', () => {
    const rows = Float32Array.from(sample(8 * 50, 3));
    const all = observationMoments(rows, 8);
    const merged = mergeObservationMoments(
      observationMoments(rows.subarray(0, 8 * 20), 8),
      observationMoments(rows.subarray(8 * 20), 8),
    );
    merged.mean.forEach((value, i) => expectClose(value, all.mean[i], 1e-12));
    merged.covariance.forEach((value, i) => expect(value).toBeCloseTo(all.covariance[i], 12));
    expect(merged.count).toBe(50);
  });
});

test('a discounted return begins anew with each episode', () => {
  const followed = new DiscountedReturn(0.5);
  const returns = [1, 0.5 * 1 + 2, 4, 0.5 * 4 + 8];
  followed.add(1, false);
  followed.add(2, true);
  followed.add(4, false);
  followed.add(8, false);
  const expected = momentsOf(returns);
  const moments = returnMoments([followed.sums], 4);
  expectClose(moments.mean, expected.mean, 1e-12);
  expectClose(moments.variance, expected.variance, 1e-12);
});
