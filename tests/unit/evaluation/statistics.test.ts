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

  test('has an interval of the width that the normal distribution gives, a little less for so few', () => {
    const widths = normalSamples(200).map((sample) => {
      const { low, high } = meanEstimate(sample);
      return high - low;
    });
    const expected = (2 * 1.96 * 2) / Math.sqrt(20);
    const mean = widths.reduce((sum, width) => sum + width / 200, 0);
    expect(mean / expected).toBeGreaterThan(0.9);
    expect(mean / expected).toBeLessThan(1.02);
  });

  test('has an interval that covers the true mean nearly as often as it says', () => {
    const covered = normalSamples(400).filter((sample) => {
      const { low, high } = meanEstimate(sample);
      return low <= 3 && 3 <= high;
    });
    // Percentile intervals of 20 values cover about 92 %; 400 trials have a deviation of 1.3 %.
    expect(covered.length / 400).toBeGreaterThan(0.88);
    expect(covered.length / 400).toBeLessThan(0.97);
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
});
