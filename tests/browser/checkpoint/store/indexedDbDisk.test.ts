import { createStore, keys, promisifyRequest, setMany } from 'idb-keyval';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { StorageOutdatedError } from '../../../../src/checkpoint/store/errors';
import { IndexedDbDisk } from '../../../../src/checkpoint/store/indexedDbDisk';
import type { StorageNotice } from '../../../../src/checkpoint/store/storageNotice';
import { createStrictStore } from '../../../../src/checkpoint/store/strictStore';
import { bytes, diskContract } from '../../../support/diskContract';

const PATH = 'models/rl_v9_advanced/stage1_50kN.zip';

let database: string;
let disk: IndexedDbDisk;
let notices: StorageNotice[];

const open = () => new IndexedDbDisk((notice) => notices.push(notice), database);

beforeEach(() => {
  database = crypto.randomUUID();
  notices = [];
  disk = open();
});

afterEach(async () => {
  vi.restoreAllMocks();
  // Never blocked: every disk gives way.
  await promisifyRequest(indexedDB.deleteDatabase(database));
});

diskContract(() => ({ disk, reopen: open }));

test('every transaction is strictly durable', async () => {
  const transaction = vi.spyOn(IDBDatabase.prototype, 'transaction');
  await disk.write(PATH, bytes(1));
  await disk.read(PATH);
  await disk.list('');
  await disk.delete([PATH]);
  expect(transaction.mock.calls.map(([, mode]) => mode)).toEqual([
    'readwrite',
    'readonly',
    'readonly',
    'readwrite',
  ]);
  for (const { value } of transaction.mock.results) {
    expect((value as IDBTransaction).durability).toBe('strict');
  }
});

test('a write resolves after its transaction is complete', async () => {
  const order: string[] = [];
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its database below
  const { transaction } = IDBDatabase.prototype;
  vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function (
    this: IDBDatabase,
    ...parameters
  ) {
    const begun = transaction.apply(this, parameters);
    begun.addEventListener('complete', () => order.push('complete'));
    return begun;
  });
  await disk.write(PATH, new Uint8Array(1_000_000));
  order.push('resolved');
  expect(order).toEqual(['complete', 'resolved']);
});

test('a worker and the page share the files', async () => {
  await disk.list('');
  const worker = new Worker(new URL('../diskWriter.ts', import.meta.url), { type: 'module' });
  const answer = new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
  });
  worker.postMessage({ database, path: PATH, bytes: bytes(1, 2, 3) });
  const entry = await answer;
  worker.terminate();
  expect(await disk.list('')).toEqual([entry]);
  expect(await disk.read(PATH)).toEqual(bytes(1, 2, 3));
});

test('a listing loads no contents', async () => {
  await disk.write(PATH, bytes(1));
  const getAll = vi.spyOn(IDBObjectStore.prototype, 'getAll');
  const [entry] = await disk.list('');
  const request = getAll.mock.results[0].value as IDBRequest<unknown[]>;
  expect(getAll).toHaveBeenCalledOnce();
  expect(request.result).toEqual([entry]);
});

describe('several values in one transaction', () => {
  const group: [string, unknown][] = [
    ['first', 1],
    ['second', () => undefined],
  ];

  test('idb-keyval’s own store keeps one of them when the next cannot be cloned', async () => {
    const store = createStore(database, 'files');
    await expect(setMany(group, store)).rejects.toThrow();
    expect(await keys(store)).toEqual(['first']);
    (await store('readonly', ({ transaction }) => transaction.db)).close();
  });

  test('ours keeps none', async () => {
    const store = createStrictStore(database, () => undefined);
    await expect(setMany(group, store)).rejects.toThrow(expect.objectContaining({ name: 'DataCloneError' }));
    expect(await keys(store)).toEqual([]);
  });
});

describe('when the connection is lost', () => {
  test('the next call opens it again', async () => {
    const transaction = vi.spyOn(IDBDatabase.prototype, 'transaction');
    await disk.write(PATH, bytes(1, 2, 3));
    (transaction.mock.contexts[0] as IDBDatabase).close();
    expect(await disk.read(PATH)).toEqual(bytes(1, 2, 3));
  });

  test('to a newer version in another tab, it gives way and says so', async () => {
    await disk.write(PATH, bytes(1));
    const newer = await promisifyRequest(indexedDB.open(database, 2));
    expect(notices).toEqual([{ kind: 'outdated' }]);
    // What it can read it still shows and hands out.
    expect(await disk.list('')).toHaveLength(1);
    expect(await disk.read(PATH)).toEqual(bytes(1));
    await expect(disk.delete([PATH])).rejects.toThrow(StorageOutdatedError);
    await expect(disk.write(PATH, bytes(2))).rejects.toThrow(
      'Stored files are untouched. Download what is not saved, then reload the page',
    );
    newer.close();
  });

  test('to a deletion of all data, it goes on with an empty disk', async () => {
    await disk.write(PATH, bytes(1));
    await promisifyRequest(indexedDB.deleteDatabase(database));
    expect(await disk.list('')).toEqual([]);
    await disk.write(PATH, bytes(2));
    expect(await disk.read(PATH)).toEqual(bytes(2));
  });
});
