import { describe, expect, test } from 'vitest';
import { PURPOSE, RandomStream } from '../../../src/random/stream';

const SAMPLES = 100_000;
const stream = new RandomStream(7, 1, PURPOSE.actionNoise);

function sample(draw: (position: number, index: number) => number): number[] {
  return Array.from({ length: SAMPLES }, (_, i) => draw(Math.floor(i / 4), i % 4));
}

function moment(values: readonly number[], power: number, centre = 0): number {
  return values.reduce((sum, value) => sum + (value - centre) ** power, 0) / values.length;
}

describe('uniform', () => {
  const values = sample((position, index) => stream.uniform(position, index));

  test('lies in [0, 1) and is exact in float32', () => {
    expect(values.every((value) => value >= 0 && value < 1 && Math.fround(value) === value)).toBe(true);
  });

  test('has mean 1/2 and variance 1/12, within five standard errors', () => {
    expect(Math.abs(moment(values, 1) - 1 / 2)).toBeLessThan(5 * Math.sqrt(1 / 12 / SAMPLES));
    expect(Math.abs(moment(values, 2, 1 / 2) - 1 / 12)).toBeLessThan(5 * Math.sqrt(1 / 180 / SAMPLES));
  });
});

describe('normal', () => {
  const values = sample((position, index) => stream.normal(position, index));

  test('has the first four moments of the standard normal, within five standard errors', () => {
    // Variance of x^k under the standard normal: E[x^2k] - E[x^k]^2.
    const expected = [
      { power: 1, mean: 0, variance: 1 },
      { power: 2, mean: 1, variance: 2 },
      { power: 3, mean: 0, variance: 15 },
      { power: 4, mean: 3, variance: 96 },
    ];
    for (const { power, mean, variance } of expected) {
      expect(Math.abs(moment(values, power) - mean)).toBeLessThan(5 * Math.sqrt(variance / SAMPLES));
    }
  });

  test('does not correlate with the next position or the next index', () => {
    const lagged = (lag: number) =>
      values.slice(lag).reduce((sum, value, i) => sum + value * values[i], 0) / (SAMPLES - lag);
    expect(Math.abs(lagged(1))).toBeLessThan(5 / Math.sqrt(SAMPLES));
    expect(Math.abs(lagged(4))).toBeLessThan(5 / Math.sqrt(SAMPLES));
  });
});

test('integer reaches every value below its bound about equally often', () => {
  const counts = new Array<number>(10).fill(0);
  for (const value of sample((position, index) => stream.integer(position, index, 10))) counts[value]++;
  expect(counts).toHaveLength(10);
  const expected = SAMPLES / 10;
  const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  // 99.99 % quantile with 9 degrees of freedom.
  expect(chiSquare).toBeLessThan(33.7);
});

test('seed, stage, purpose, position and index each change the words, and nothing else does', () => {
  const words = (seed: number, stage: number, purpose: 1 | 2, position: number, index: number) =>
    new RandomStream(seed, stage, purpose).words(position, index).join();
  const base = words(1, 1, 1, 1, 1);
  const others = [
    words(2, 1, 1, 1, 1),
    words(1, 2, 1, 1, 1),
    words(1, 1, 2, 1, 1),
    words(1, 1, 1, 2, 1),
    words(1, 1, 1, 1, 2),
  ];
  expect(new Set([base, ...others]).size).toBe(6);
  expect(words(1, 1, 1, 1, 1)).toBe(base);
});
