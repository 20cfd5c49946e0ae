import { expect, test } from 'vitest';
import { formatLogNumber, formatLogTable } from '../../../src/logging/logTable';

test("a table looks like Stable-Baselines3's", () => {
  const values = {
    'time/fps': 8214,
    'time/iterations': 12,
    'train/approx_kl': 0.0123456,
    'train/learning_rate': 3e-4,
    'train/loss': -123.456,
  };
  expect(formatLogTable({ stage: 1, wallTime: 0, values, episodes: [] })).toBe(
    [
      '--------------------------------',
      '| time/            |           |',
      '|    fps           | 8214      |',
      '|    iterations    | 12        |',
      '| train/           |           |',
      '|    approx_kl     | 0.0123    |',
      '|    learning_rate | 0.0003    |',
      '|    loss          | -123      |',
      '--------------------------------',
    ].join('\n'),
  );
});

// The right column is what Python prints for f"{value:.3g}".
test.each([
  [0, '0'],
  [1e6, '1000000'],
  [0.5, '0.5'],
  [1 / 3, '0.333'],
  [-0.000123456, '-0.000123'],
  [0.0000123456, '1.23e-05'],
  [999.4, '999'],
  [999.6, '1e+03'],
  [12345.6, '1.23e+04'],
  [1.5e-11, '1.5e-11'],
  [1.23456e101, '1.23e+101'],
  [NaN, 'NaN'],
])('%d is written %s', (value, text) => {
  expect(formatLogNumber(value)).toBe(text);
});
