import { describe, expect, test } from 'vitest';
import { quantileOf } from '../../../src/numerics/quantile';
import { meanEstimate, relativeChange } from '../../../src/evaluation/statistics';
import { PURPOSE, RandomStream } from '../../../src/random/stream';
import { expectClose } from '../../support/expectClose';

/** `count` samples of 20 normal values with mean 3 and deviation 2. */
function normalSamples(count: number): number[][] {
  const random = new RandomStream(5, 0, PURPOSE.exploration);
  return Array.from({ length: count }, (_, sample) =>
    Array.from({ length: 20 }, (_, i) => 3 + 2 * random.normal(sample, i)),
  );
}

test('a quantile lies between its order statistics, as in numpy', () => {
  expect(quantileOf([4, 1, 3, 2], 0.5)).toBe(2.5);
  expectClose(quantileOf([10, 20, 30, 40, 50], 0.9), 46);
  expect(quantileOf([7], 0.025)).toBe(7);
});

describe('the mean of a sample', () => {
  test('is its mean, within its interval, and the same every time', () => {
    const [sample] = normalSamples(1);
    const { value, low, high } = meanEstimate(sample);
    expectClose(value, sample.reduce((sum, one) => sum + one, 0) / 20);
    expect(low).toBeLessThan(value);
    expect(high).toBeGreaterThan(value);
    expect(meanEstimate([...sample])).toEqual({ value, low, high });
  });

  test('of a constant has no width', () => {
    const constant = Array.from({ length: 20 }, () => 0.5);
    expect(meanEstimate(constant)).toEqual({ value: 0.5, low: 0.5, high: 0.5 });
  });

  test('has an interval of the width that Student’s t gives for a normal distribution', () => {
    const widths = normalSamples(200).map((sample) => {
      const { low, high } = meanEstimate(sample);
      return high - low;
    });
    // 97.5 % quantile of t with 19 degrees of freedom.
    const expected = (2 * 2.093 * 2) / Math.sqrt(20);
    const mean = widths.reduce((sum, width) => sum + width / 200, 0);
    expect(mean / expected).toBeGreaterThan(0.93);
    expect(mean / expected).toBeLessThan(1.07);
  });

  test.each([
    ['normal', 3, (normal: number) => 3 + 2 * normal],
    ['skewed, as peaks are', Math.exp(0.125), (normal: number) => Math.exp(0.5 * normal)],
  ] as const)('has an interval that covers the true mean as often as it says: %s', (_, mean, valueOf) => {
    const random = new RandomStream(6, 0, PURPOSE.exploration);
    const trials = 1000;
    const samples = Array.from({ length: trials }, (__, trial) =>
      Array.from({ length: 20 }, (___, i) => valueOf(random.normal(trial, i))),
    );
    const covered = samples.filter((sample) => {
      const { low, high } = meanEstimate(sample);
      return low <= mean && mean <= high;
    });
    // 1000 trials of 95 % have a deviation of 0.7 %; percentile intervals cover 91.5 to 92 %.
    expect(covered.length / trials).toBeGreaterThan(0.929);
    expect(covered.length / trials).toBeLessThan(0.975);
  });

  test.each([0.1, 0.2, 0.4])('of values that mostly are their limit has it within: %f below', (part) => {
    const random = new RandomStream(8, 0, PURPOSE.exploration);
    const trials = 1000;
    const samples = Array.from({ length: trials }, (_, trial) =>
      Array.from({ length: 20 }, (__, i) => (random.uniform(trial, 2 * i) < part ? 140 : 150)),
    ).filter((sample) => sample.includes(140) && sample.includes(150));
    const intervals = samples.map((sample) => meanEstimate(sample));
    expect(intervals.filter(({ value, low, high }) => value <= low || high <= value)).toEqual([]);
    const covered = intervals.filter(({ low, high }) => low <= 150 - 10 * part && 150 - 10 * part <= high);
    expect(covered.length / intervals.length).toBeGreaterThan(0.9);
  });

  test('of a single value has no width, and of a few that of Student’s t', () => {
    expect(meanEstimate([7])).toEqual({ value: 7, low: 7, high: 7 });
    const two = meanEstimate([1, 3]);
    expectClose(two.low, 2 - 12.706);
    expectClose(two.high, 2 + 12.706);
    const seven = meanEstimate([1, 2, 3, 4, 5, 6, 7]);
    expectClose(seven.high - 4, (2.447 * Math.sqrt(14 / 3)) / Math.sqrt(7));
    // 19 equal values and another: 2.093 with 19 degrees of freedom, and a standard error of 0.5.
    const nearlyEqual = meanEstimate([...Array.from({ length: 19 }, () => 150), 140]);
    expect(nearlyEqual.high - nearlyEqual.low).toBeCloseTo(2 * 2.093 * 0.5, 3);
  });
});

describe('the relative change', () => {
  const [reference] = normalSamples(1).map((sample) => sample.map((value) => Math.abs(value) + 1));

  test('of a sample that is 10 % smaller record by record is -10 % without any doubt', () => {
    const change = relativeChange(
      reference.map((value) => 0.9 * value),
      reference,
    );
    expectClose(change.value, -0.1);
    expectClose(change.low, -0.1);
    expectClose(change.high, -0.1);
  });

  test('is paired: the spread between records, which both share, does not widen it', () => {
    const noisy = reference.map((value, i) => value + (i % 2 === 0 ? 0.01 : -0.03));
    const { low, high } = relativeChange(noisy, reference);
    const shuffled = relativeChange(noisy.toReversed(), reference);
    expect(high - low).toBeLessThan(0.2 * (shuffled.high - shuffled.low));
  });

  test('has an interval that covers the true change as often as it says', () => {
    const random = new RandomStream(7, 0, PURPOSE.exploration);
    const trials = 600;
    const covered = Array.from({ length: trials }, (_, trial) => {
      const pairs = Array.from({ length: 20 }, (__, i) => {
        const other = Math.exp(0.5 * random.normal(trial, 2 * i));
        return { other, own: other * (0.95 + 0.05 * random.normal(trial, 2 * i + 1)) };
      });
      return relativeChange(
        pairs.map(({ own }) => own),
        pairs.map(({ other }) => other),
      );
    }).filter(({ low, high }) => low <= -0.05 && -0.05 <= high);
    expect(covered.length / trials).toBeGreaterThan(0.93);
    expect(covered.length / trials).toBeLessThan(0.975);
  });
});
