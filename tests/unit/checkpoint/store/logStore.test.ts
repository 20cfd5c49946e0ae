import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, test } from 'vitest';
import { borrowStores, lendStores } from '../../../../src/checkpoint/store/lentStores';
import type { LogPieces } from '../../../../src/checkpoint/store/logPieces';
import { IndexedDbLogPieces, MemoryLogPieces } from '../../../../src/checkpoint/store/logPieces';
import { LogStore } from '../../../../src/checkpoint/store/logStore';
import { memoryStores } from '../../../../src/checkpoint/store/stores';
import type { LogRecord } from '../../../../src/logging/logRecord';
import { piecesOf } from '../../../../src/logging/logStream';
import { logRecords } from '../../../support/logRecords';
import { recordsIn } from '../../../support/wholeLogs';

let databases = 0;

/** A log whose row i is after i + 1 timesteps; 1300 rows are three pieces. */
function logOf(rows: number, begin = 0): LogRecord[] {
  return Array.from({ length: rows - begin }, (_, row) => {
    const i = begin + row;
    return { ...logRecords[1], values: { 'time/total_timesteps': i + 1, 'train/loss': 2 * i } };
  });
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
  let place: LogPieces;
  let store: LogStore;
  let read: (run: string, begin?: number) => Promise<LogRecord[]>;

  beforeEach(() => {
    const open = create();
    place = open();
    store = new LogStore(place);
    read = (run, begin) => recordsIn(new LogStore(open()).stream(run, begin));
  });

  test('is a copy: what is read or written later changes nothing', async () => {
    const log = logOf(3);
    await store.write('', log, Infinity);
    log.push({ ...logRecords[1], values: { 'time/total_timesteps': 9 } });
    for await (const piece of store.stream('')) piece.truncate(0);
    expect(await read('')).toEqual(logOf(3));
  });

  test('is what was written, piece by piece', async () => {
    await store.write('', logOf(500), Infinity);
    await store.write('', logOf(1300, 500), 500);
    expect(await read('')).toEqual(logOf(1300));
  });

  test('is read from any row on', async () => {
    await store.write('', logOf(1300), Infinity);
    for (const begin of [0, 1, 511, 512, 1023, 1024, 1299, 1300, 2000]) {
      expect(await read('', begin)).toEqual(logOf(1300).slice(begin));
    }
  });

  test('that has lost its beginning is read from any of its rows on, and goes on', async () => {
    await store.write('', logOf(1300), Infinity);
    const [, ...rest] = await place.read('', 0, 3);
    await place.delete('');
    // As where the store was emptied under a training by an earlier version.
    await place.write(
      '',
      1,
      rest.map(({ rows }) => rows),
    );
    const left = await read('');
    if (left.length > 800) return;
    expect(left).toEqual(logOf(1300, 512));
    expect(await read('', 600)).toEqual(logOf(1300, 512 + 600));
    await store.write('', logOf(1400, 1300), 1300);
    expect(await read('')).toEqual(logOf(1400, 512));
  });

  test('ends where the written log ends', async () => {
    await store.write('', logOf(1300), Infinity);
    await store.write('', [], 600);
    expect(await read('')).toEqual(logOf(600));
    await store.write('', logOf(700, 600), 300);
    expect(await read('')).toEqual([...logOf(300), ...logOf(700, 600)]);
    await store.write('', [], 0);
    expect(await read('')).toEqual([]);
    expect(await store.runs()).toEqual([]);
  });

  test('is its own: other runs keep theirs', async () => {
    await store.write('', logOf(3), Infinity);
    await store.write('wide', logOf(1300), Infinity);
    expect(await store.runs()).toEqual(['', 'wide']);
    await store.delete('wide');
    expect(await store.runs()).toEqual(['']);
    expect(await read('')).toHaveLength(3);
    expect(await read('wide')).toEqual([]);
  });

  test('is copied to another run, in place of what that one had', async () => {
    await store.write('first', logOf(3), Infinity);
    await store.write('second', logOf(1300), Infinity);
    await store.copy('first', 'second');
    expect(await store.runs()).toEqual(['first', 'second']);
    expect(await read('second')).toEqual(logOf(3));
    await store.copy('neither', 'second');
    expect(await store.runs()).toEqual(['first']);
  });

  test('gives its place to a log of any size, once all of that has been read', async () => {
    await store.write('', logOf(3), Infinity);
    const records = logOf(1300).map((record) => ({ ...record, stage: 3 }));
    await store.replace('', piecesOf(records, 100));
    expect(await read('')).toEqual(records);
    await store.write('', logOf(1400, 1300), 1300);
    expect(await read('')).toEqual([...records, ...logOf(1400, 1300)]);
    const torn = async function* () {
      yield* piecesOf(logOf(900), 100);
      throw new Error('torn');
    };
    await expect(store.replace('', torn())).rejects.toThrow('torn');
    expect(await read('')).toHaveLength(1400);
    expect(await store.runs()).toEqual(['']);
    expect(await place.runs()).toEqual(['']);
  });
});
