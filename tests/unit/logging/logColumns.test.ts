import { describe, expect, test } from 'vitest';
import { LogColumns } from '../../../src/logging/logColumns';
import type { LogRecord } from '../../../src/logging/logRecord';
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
    const records = Array.from({ length: 700 }, (_, i) => logRecords[i % 2]);
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
});
