import { expect, test } from 'vitest';
import { METRICS } from '../../../src/evaluation/metricNames';
import {
  centimetres,
  formatChange,
  formatCount,
  formatFixed,
  formatLogValue,
  formatSigned,
} from '../../../src/ui/format';
import { formatInterval, formatMetric, formatSizes, metricLabel } from '../../../src/ui/results/labels';

test('what rounds to zero has no sign, and a minus is one', () => {
  expect(formatFixed(-0.04, 1)).toBe('0.0');
  expect(formatFixed(-0, 2)).toBe('0.00');
  expect(formatFixed(-1.25, 2)).toBe('−1.25');
  expect(formatSigned(-0.04, 1)).toBe('0.0');
  expect(formatSigned(0.04, 1)).toBe('0.0');
  expect(formatSigned(0.05, 1)).toBe('+0.1');
  expect(formatSigned(-3.21, 1)).toBe('−3.2');
  expect(formatChange(-0.0004)).toBe('0.0 %');
  expect(formatChange(-0.0123)).toBe('−1.2 %');
  expect(centimetres(-1e-9)).toBe('0.00');
  expect(formatCount(-0.4)).toBe('0');
  expect(formatLogValue(-0)).toBe('0');
});

test('no metric shows a negative zero', () => {
  for (const metric of METRICS) {
    const label = metricLabel(metric);
    expect(formatMetric(-1e-12, label)).toBe(formatMetric(0, label));
    expect(formatInterval({ value: 0, low: -1e-12, high: 0 }, label)).not.toMatch(/[-−]/);
  }
});

test('the size of a sample is told, and both where two differ', () => {
  expect(formatSizes([20, 20])).toBe('20');
  expect(formatSizes([20, 8])).toBe('8 or 20');
});
