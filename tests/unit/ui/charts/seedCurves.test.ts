import { describe, expect, test } from 'vitest';
import type { LogRecord } from '../../../../src/logging/logRecord';
import { ThinnedLog } from '../../../../src/logging/thinnedLog';
import { drawingOf, linesOf } from '../../../../src/ui/charts/drawing';
import { RunCurves } from '../../../../src/ui/charts/runCurves';
import { SeedCurves, spreadOf } from '../../../../src/ui/charts/seedCurves';

const curve = (...points: readonly [number, number][]) => ({
  x: Float64Array.from(points, ([x]) => x),
  y: Float64Array.from(points, ([, y]) => y),
});
const KEY = 'rollout/ep_rew_mean';

function runWith(values: readonly number[]): RunCurves {
  const log = new ThinnedLog();
  values.forEach((value, i) => {
    const at = { 'time/total_timesteps': 100 * (i + 1), 'time/time_elapsed': i };
    const record: LogRecord = {
      stage: i < 2 ? 1 : 2,
      wallTime: 50 + i,
      values: { ...at, [KEY]: value },
      episodes: [],
    };
    log.append(record);
  });
  return new RunCurves('run', log, 0);
}

describe('the spread of several curves', () => {
  test('is the median and the quartiles, as numpy has them, at each position', () => {
    const { low, median, high } = spreadOf([
      curve([0, 1], [1, 10]),
      curve([0, 2], [1, 20]),
      curve([0, 3], [1, 30]),
      curve([0, 8], [1, 40]),
    ]);
    expect([...median.x]).toEqual([0, 1]);
    expect([...low.y]).toEqual([1.75, 17.5]);
    expect([...median.y]).toEqual([2.5, 25]);
    expect([...high.y]).toEqual([4.25, 32.5]);
  });

  test('lies on straight lines between points, and only where curves are', () => {
    const { median } = spreadOf([curve([0, 0], [1, 1], [2, 2], [3, 3]), curve([1, 11], [2.5, 26])]);
    expect([...median.y]).toEqual([0, 6, (2 + 21) / 2, 3]);
  });
});

describe('seeds drawn as one', () => {
  const runs = [runWith([1, 2, 3]), runWith([2, 3, 5]), runWith([6, 7])];
  const seeds = new SeedCurves('median of 3 seeds', runs);

  test('reach as far as the longest of them, with its stages', () => {
    expect([...seeds.x('steps')]).toEqual([100, 200, 300]);
    expect(seeds.stageStarts('steps')).toEqual([{ stage: 2, x: 200 }]);
    expect([...(seeds.raw(KEY, 'steps')?.y ?? [])]).toEqual([2, 3, 4]);
    expect(seeds.raw('train/loss', 'steps')).toBeUndefined();
  });

  test('are a line, and the two edges of its band', () => {
    const lines = linesOf([seeds], true);
    expect(lines.map(({ edge }) => edge)).toEqual(['high', 'low', undefined]);
    const charts = { xAxis: 'steps', smoothing: 0, range: null } as const;
    const drawing = drawingOf(KEY, [seeds], charts, 2);
    const first = drawing?.values.map((values) => values.find((value) => value !== null));
    // Quartiles and median of 1, 2 and 6.
    expect(first).toEqual([4, 1.5, 2]);
  });

  test('follow what is logged', () => {
    const growing = runWith([1]);
    const both = new SeedCurves('both', [growing, runWith([3])]);
    expect([...(both.raw(KEY, 'steps')?.y ?? [])]).toEqual([2]);
    growing.log.append({
      stage: 1,
      wallTime: 60,
      values: { 'time/total_timesteps': 200, 'time/time_elapsed': 10, [KEY]: 9 },
      episodes: [],
    });
    expect([...(both.raw(KEY, 'steps')?.y ?? [])]).toEqual([2, 9]);
  });
});
