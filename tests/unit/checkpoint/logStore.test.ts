import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, test } from 'vitest';
import { LogStore } from '../../../src/checkpoint/logStore';
import { LogColumns } from '../../../src/logging/logColumns';
import { logRecords } from '../../support/logRecords';

let database: string;
let store: LogStore;
let databases = 0;

beforeEach(() => {
  database = `logs ${databases++}`;
  store = new LogStore(database);
});

/** A log whose row i is after i + 1 timesteps; 1300 rows are three pieces. */
function logOf(rows: number): LogColumns {
  const log = new LogColumns();
  for (let i = 0; i < rows; i++) {
    log.append({ ...logRecords[1], values: { 'time/total_timesteps': i + 1, 'train/loss': 2 * i } });
  }
  return log;
}

const read = (run: string) => new LogStore(database).read(run);

describe('the stored log of a run', () => {
  test('is what was written, piece by piece', async () => {
    const log = logOf(500);
    await store.write('', log, 0);
    log.appendRows(logOf(800).rows(0));
    await store.write('', log, 500);
    expect((await read('')).rows(0)).toEqual(log.rows(0));
  });

  test('ends where the written log ends', async () => {
    const log = logOf(1300);
    await store.write('', log, 0);
    log.truncate(600);
    await store.write('', log, 600);
    expect((await read('')).rows(0)).toEqual(logOf(600).rows(0));
    log.truncate(0);
    await store.write('', log, 0);
    expect((await read('')).length).toBe(0);
    expect(await store.runs()).toEqual([]);
  });

  test('is its own: other runs keep theirs', async () => {
    await store.write('', logOf(3), 0);
    await store.write('wide', logOf(1300), 0);
    expect(await store.runs()).toEqual(['', 'wide']);
    await store.delete('wide');
    expect(await store.runs()).toEqual(['']);
    expect((await read('')).length).toBe(3);
    expect((await read('wide')).length).toBe(0);
  });

  test.each([
    { keep: true, runs: ['first', 'second'] },
    { keep: false, runs: ['second'] },
  ])('goes with its run to another name, $keep', async ({ keep, runs }) => {
    await store.write('first', logOf(3), 0);
    await store.write('second', logOf(1300), 0);
    await store.relocate('first', 'second', { keep });
    expect(await store.runs()).toEqual(runs);
    expect((await read('second')).rows(0)).toEqual(logOf(3).rows(0));
  });
});
