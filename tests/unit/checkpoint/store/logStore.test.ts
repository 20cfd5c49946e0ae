import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, test } from 'vitest';
import { borrowStores, lendStores } from '../../../../src/checkpoint/store/lentStores';
import type { LogPieces } from '../../../../src/checkpoint/store/logPieces';
import { IndexedDbLogPieces, MemoryLogPieces } from '../../../../src/checkpoint/store/logPieces';
import { LogStore } from '../../../../src/checkpoint/store/logStore';
import { memoryStores } from '../../../../src/checkpoint/store/stores';
import { LogColumns } from '../../../../src/logging/logColumns';
import { logRecords } from '../../../support/logRecords';

let databases = 0;

/** A log whose row i is after i + 1 timesteps; 1300 rows are three pieces. */
function logOf(rows: number): LogColumns {
  const log = new LogColumns();
  for (let i = 0; i < rows; i++) {
    log.append({ ...logRecords[1], values: { 'time/total_timesteps': i + 1, 'train/loss': 2 * i } });
  }
  return log;
}

/** Where logs are kept: an empty place, and how to open the same one anew. */
const PLACES: readonly (readonly [string, () => () => LogPieces])[] = [
  [
    'IndexedDB',
    () => {
      const database = `logs ${databases++}`;
      return () => new IndexedDbLogPieces(database);
    },
  ],
  [
    'memory',
    () => {
      const pieces = new MemoryLogPieces();
      return () => pieces;
    },
  ],
  [
    'the memory of another thread',
    () => {
      const { logs } = borrowStores(lendStores(memoryStores()));
      return () => logs;
    },
  ],
];

describe.each(PLACES)('the stored log of a run in %s', (_, create) => {
  let store: LogStore;
  let read: (run: string) => Promise<LogColumns>;

  beforeEach(() => {
    const open = create();
    store = new LogStore(open());
    read = (run) => new LogStore(open()).read(run);
  });

  test('is a copy: what is read or written later changes nothing', async () => {
    const log = logOf(3);
    await store.write('', log, 0);
    log.append({ ...logRecords[1], values: { 'time/total_timesteps': 9 } });
    (await read('')).truncate(0);
    expect((await read('')).rows(0)).toEqual(logOf(3).rows(0));
  });

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

  test('is copied to another run, in place of what that one had', async () => {
    await store.write('first', logOf(3), 0);
    await store.write('second', logOf(1300), 0);
    await store.copy('first', 'second');
    expect(await store.runs()).toEqual(['first', 'second']);
    expect((await read('second')).rows(0)).toEqual(logOf(3).rows(0));
  });
});
