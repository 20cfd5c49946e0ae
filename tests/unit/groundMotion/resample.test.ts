import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { resample } from '../../../src/groundMotion/resample';
import { expectClose } from '../../support/expectClose';

describe('resampling', () => {
  test('leaves a record that has the time step already', () => {
    const record = { name: 'x', dt: 0.02, acceleration: Float64Array.of(1, 2, 3) };
    expect(resample(record, 0.02)).toBe(record);
  });

  test('to a multiple of the time step picks samples', () => {
    const record = { name: 'x', dt: 0.005, acceleration: Float64Array.from({ length: 10 }, (_, i) => i * i) };
    expect(resample(record, 0.02)).toEqual({ name: 'x', dt: 0.02, acceleration: Float64Array.of(0, 16, 64) });
  });

  test('keeps the last sample where the division of the durations rounds down', () => {
    // 0.58 / 0.02 is 28.999999999999996.
    const record = { name: 'x', dt: 0.01, acceleration: new Float64Array(59) };
    expect(resample(record, 0.02).acceleration).toHaveLength(30);
  });

  test('interpolates between samples', () => {
    const record = { name: 'x', dt: 0.04, acceleration: Float64Array.of(1, 3, -1) };
    const { acceleration } = resample(record, 0.02);
    [1, 2, 3, 1, -1].forEach((value, i) => expectClose(acceleration[i], value, 1e-12));
    expect(acceleration).toHaveLength(5);
  });

  test('keeps a straight line, and the duration to within one step', () => {
    const step = fc.double({ min: 0.001, max: 0.1, noNaN: true });
    const options = fc.record({ from: step, to: step, samples: fc.integer({ min: 2, max: 500 }) });
    fc.assert(
      fc.property(options, ({ from, to, samples }) => {
        const line = (time: number) => 2 - 3 * time;
        const acceleration = Float64Array.from({ length: samples }, (_, i) => line(i * from));
        const resampled = resample({ name: 'x', dt: from, acceleration }, to).acceleration;
        const errors = resampled.map((value, k) => Math.abs(value - line(k * to)));
        expect(Math.max(...errors)).toBeLessThan(1e-8);
        const lost = (samples - 1) * from - (resampled.length - 1) * to;
        expect(lost).toBeGreaterThan(-1e-8);
        expect(lost).toBeLessThan(to + 1e-8);
      }),
    );
  });
});
