import { describe, expect, test } from 'vitest';
import { LogColumns } from '../../../src/logging/logColumns';
import type { LogRecord } from '../../../src/logging/logRecord';
import { encodeLogFile } from '../../../src/logging/logFile';
import { monitorCsv } from '../../../src/logging/monitorCsv';
import { logRecords } from '../../support/logRecords';

function columnsOf(records: readonly LogRecord[]): LogColumns {
  const log = new LogColumns();
  records.forEach((record) => log.append(record));
  return log;
}

const recordsOf = (log: LogColumns) => Array.from({ length: log.length }, (_, row) => log.record(row));

describe('a log in columns', () => {
  test('gives back the records that it was given', () => {
    expect(recordsOf(columnsOf(logRecords))).toEqual(logRecords);
  });

  test('has NaN where a record has no value, before and after the key appears', () => {
    const [before, after] = logRecords;
    const log = columnsOf([before, after, before]);
    expect([...(log.column('rollout/ep_len_mean') ?? [])]).toEqual([NaN, 1500, NaN]);
    expect(log.column('train/std')).toBeUndefined();
    expect(log.keys).not.toContain('train/std');
    expect(log.keys).toContain('rollout/ep_len_mean');
  });

  test('survives in pieces, wherever they are cut', () => {
    const records = Array.from({ length: 700 }, (_, i) => ({ ...logRecords[i % 2], wallTime: 1e9 + 10 * i }));
    const whole = columnsOf(records);
    for (const cut of [0, 1, 255, 256, 700]) {
      const log = new LogColumns();
      log.appendRows(whole.rows(0, cut));
      log.appendRows(whole.rows(cut));
      expect(recordsOf(log)).toEqual(records);
    }
  });

  test('forgets what came after a number of timesteps, and goes on from there', () => {
    const [first, last] = logRecords;
    const log = columnsOf(logRecords);
    log.truncate(128);
    expect(recordsOf(log)).toEqual([first]);
    expect(log.keys).not.toContain('rollout/ep_rew_mean');
    log.append(last);
    expect(recordsOf(log)).toEqual(logRecords);
    log.truncate(0);
    expect(log.length).toBe(0);
    expect(log.keys).toEqual([]);
  });

  /** A row at `wallTime` on the clock, `elapsed` seconds into its training. */
  const row = (wallTime: number, elapsed: number, timesteps: number): LogRecord => ({
    stage: 1,
    wallTime,
    values: { 'time/time_elapsed': elapsed, 'time/total_timesteps': timesteps },
    episodes: [{ r: -1, l: 10 }],
  });
  const HOUR = 3600;

  test.each([
    ['a clock that is set back', [1, 2, 3, 4], [10 * HOUR + 1, 10 * HOUR + 2, 9 * HOUR + 3, 9 * HOUR + 4]],
    [
      'one that is set right again',
      [1, 2, 3, 4],
      [10 * HOUR + 1, 10 * HOUR + 2, 9 * HOUR + 3, 10 * HOUR + 4],
    ],
    ['a machine whose clock is behind', [1, 2, 1, 2], [10 * HOUR + 1, 10 * HOUR + 2, 1, 2]],
  ])('never runs backwards under %s', (_, elapsed, clock) => {
    const records = clock.map((time, i) => row(time, elapsed[i], 100 * (i + 1)));
    const log = columnsOf(records);
    expect([...log.wallTime].map((time) => time - 10 * HOUR)).toEqual([1, 2, 3, 4]);
    const monitor = new TextDecoder().decode(encodeLogFile(monitorCsv(10 * HOUR, 'task'), recordsOf(log)));
    expect(
      monitor
        .trim()
        .split(/\r?\n/)
        .slice(2)
        .map((line) => Number(line.split(',')[2])),
    ).toEqual([1, 2, 3, 4]);
    // A log that an earlier version stored is mended as it is read, wherever its pieces are cut.
    const stored = new LogColumns();
    const times = (list: readonly number[]) => Float64Array.from(list);
    for (const part of [
      [0, 1],
      [1, 4],
    ] as const) {
      const piece = columnsOf(records.slice(...part)).rows(0);
      stored.appendRows({ ...piece, wallTime: times(clock.slice(...part)) });
    }
    expect(stored.rows(0)).toEqual(log.rows(0));
  });

  test('keeps every time of a clock that only runs forward, a sleep of the machine included', () => {
    const clock = [5.001, 6.002, 20_000, 20_000.5];
    expect([...columnsOf(clock.map((time, i) => row(time, 2 * i, i))).wallTime]).toEqual(clock);
  });

  test('goes on from the row that training goes on from, not from a later one', () => {
    const log = columnsOf([row(10, 1, 100), row(9999, 2, 200)]);
    log.truncate(100);
    log.append(row(20, 1, 200));
    expect([...log.wallTime]).toEqual([10, 20]);
  });
});
