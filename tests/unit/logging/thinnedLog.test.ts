import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LogKey, LogRecord } from '../../../src/logging/logRecord';
import { ThinnedLog } from '../../../src/logging/thinnedLog';
import { MAX_POINTS } from '../../../src/logging/thinnedSeries';
import { longLog, STEPS_PER_ROW } from '../../support/longLog';
import { sourceOf } from '../../support/wholeLogs';

const LOSS: LogKey = 'train/value_loss';
const STEPS: LogKey = 'time/total_timesteps';

function thinned(records: Iterable<LogRecord>): ThinnedLog {
  const log = new ThinnedLog();
  for (const record of records) log.append(record);
  return log;
}

/** All that is drawn. */
function contents(log: ThinnedLog): unknown {
  return log.keys.map((key) => {
    const { value, stage, steps, wallTime } = log.points(key);
    return [key, log.count(key), [...value], [...stage], [...steps], [...wallTime]];
  });
}

describe('a log for drawing', () => {
  test('has all rows of one that is not long', () => {
    const records = [...longLog(1300)];
    const log = thinned(records);
    for (const key of log.keys) {
      const values = records.flatMap(({ values: { [key]: value } }) => value ?? []);
      expect([...log.points(key).value]).toEqual(values);
      expect(log.count(key)).toBe(values.length);
    }
    expect(log.length).toBe(1300);
    expect(log.latest).toEqual(records[1299].values);
    // Times never run backwards, as in the store.
    expect([...log.points(STEPS).wallTime]).toEqual([...log.points(STEPS).wallTime].sort((a, b) => a - b));
  });

  test('is bounded, however long the log', () => {
    for (const rows of [MAX_POINTS, 40_000, 100_000]) {
      const log = thinned(longLog(rows));
      expect(log.length).toBe(rows);
      expect(log.count(LOSS)).toBe(rows);
      for (const key of log.keys) expect(log.points(key).value.length).toBeLessThan(MAX_POINTS);
      expect(log.points(LOSS).value.length).toBeGreaterThan(MAX_POINTS / 8);
    }
  });

  test('keeps the first and the last value, both sides of each stage, and what lies furthest out', () => {
    const records = [...longLog(50_000)];
    const log = thinned(records);
    const { value, steps, stage } = log.points(LOSS);
    const kept = new Map(Array.from(steps, (at, i) => [at, [value[i], stage[i]]]));
    const rows = [0, 12_499, 12_500, 24_999, 25_000, 37_499, 37_500, 49_999];
    for (const row of rows) {
      expect(kept.get(STEPS_PER_ROW * (row + 1))).toEqual([records[row].values[LOSS], records[row].stage]);
    }
    const all = records.map(({ values }) => values[LOSS] ?? NaN);
    // So it is in each part of the log: in a hundredth of it, at its place.
    for (let begin = 0; begin < all.length; begin += 512) {
      const part = all.slice(begin, begin + 512);
      const drawn = value.filter((_, i) => {
        const row = steps[i] / STEPS_PER_ROW - 1;
        return row >= begin && row < begin + 512;
      });
      expect([Math.min(...drawn), Math.max(...drawn)]).toEqual([Math.min(...part), Math.max(...part)]);
    }
    expect(log.latest).toEqual(records[49_999].values);
  });

  test('is the same wherever the log is cut as it is read', async () => {
    const records = [...longLog(20_000)];
    const whole = contents(thinned(records));
    for (const rowsPerPiece of [1, 511, 512, 8191, 20_000]) {
      const log = new ThinnedLog();
      for await (const piece of sourceOf(records, rowsPerPiece)()) log.appendPiece(piece);
      expect(contents(log)).toEqual(whole);
    }
  });

  test('forgets what came after a number of timesteps, and goes on from there', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 30_000 }), fc.integer({ min: 0, max: 12_000 }), (cut, more) => {
        const log = thinned(longLog(30_000));
        const { generation } = log;
        log.truncate(STEPS_PER_ROW * cut);
        const { steps } = log.points(STEPS);
        expect(steps.every((at) => at <= STEPS_PER_ROW * cut)).toBe(true);
        expect(log.length).toBeLessThanOrEqual(cut);
        expect(log.generation > generation).toBe(cut < 30_000);
        for (const record of longLog(cut + more, cut)) log.append(record);
        const after = log.points(STEPS).steps;
        expect(after.every((at, i) => i === 0 || at > after[i - 1])).toBe(true);
        if (more > 0) expect(after.at(-1)).toBe(STEPS_PER_ROW * (cut + more));
        expect(after.length).toBeLessThan(MAX_POINTS);
      }),
      { numRuns: 25 },
    );
    const log = thinned(longLog(30_000));
    log.truncate(0);
    expect([log.keys, log.length, log.size, log.latest]).toEqual([[], 0, 0, null]);
  });

  test('tells that earlier points are others: what was derived of them must be derived anew', () => {
    const log = new ThinnedLog();
    let before = { generation: -1, points: log.points(LOSS).value };
    for (const record of longLog(20_000)) {
      log.append(record);
      const points = log.points(LOSS).value;
      if (before.generation === log.generation && points.length > 0) {
        expect(points[0]).toBe(before.points[0]);
        expect(points.length).toBe(before.points.length + 1);
      }
      before = { generation: log.generation, points };
    }
    expect(log.generation).toBeGreaterThan(1);
  });

  test('is bounded for a log that changes its stage in every row, which no curriculum does', () => {
    const [record] = longLog(1);
    const rows = Array.from({ length: 30_000 }, (_, i) => ({
      ...record,
      stage: 1 + (i % 4),
      values: { [STEPS]: i, [LOSS]: i % 7 },
    }));
    expect(thinned(rows).points(LOSS).value.length).toBeLessThan(MAX_POINTS);
  });
});
