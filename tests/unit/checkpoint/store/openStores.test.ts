import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { OpenedStores } from '../../../../src/checkpoint/store/openStores';
import { openStores } from '../../../../src/checkpoint/store/openStores';
import type { StorageNotice } from '../../../../src/checkpoint/store/storageNotice';
import { bytes } from '../../../support/diskContract';

const PATH = 'models/rl_v9_advanced/stage1_50kN.zip';

let notices: StorageNotice[];
const opening = () => openStores((notice) => notices.push(notice));

beforeEach(() => {
  notices = [];
  vi.stubGlobal('isSecureContext', true);
  vi.stubGlobal('indexedDB', new IDBFactory());
  vi.stubGlobal('IDBKeyRange', IDBKeyRange);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Whether a later visit finds what this one writes. */
async function outlives({ stores }: OpenedStores): Promise<boolean> {
  await stores.disk.write(PATH, bytes(1));
  return (await (await opening()).stores.disk.list('')).length === 1;
}

test('the browser keeps the files where it can', async () => {
  const opened = await opening();
  expect(opened.notKept).toBe(null);
  expect(await outlives(opened)).toBe(true);
});

test('on an address that is not secure nothing is kept', async () => {
  vi.stubGlobal('isSecureContext', false);
  const opened = await opening();
  expect(opened.notKept).toEqual({ because: 'insecure' });
  expect(await outlives(opened)).toBe(false);
});

const denied = () => {
  throw new DOMException('Access is denied.', 'SecurityError');
};

test.each([
  ['open throws, as with cookies blocked', { open: denied }, 'SecurityError: Access is denied.'],
  ['there is no IndexedDB', undefined, 'The browser has no IndexedDB.'],
  ['IndexedDB is switched off', null, 'The browser has no IndexedDB.'],
])('where %s, the page goes on in memory and says why', async (_, indexedDB, reason) => {
  vi.stubGlobal('indexedDB', indexedDB);
  const opened = await opening();
  expect(opened.notKept).toMatchObject({
    because: 'unavailable',
    reason: expect.stringContaining(reason) as string,
  });
  expect(await outlives(opened)).toBe(false);
  expect(await opened.stores.logs.runs()).toEqual([]);
});

test('a storage that fails once and then opens is used: there may be files in it', async () => {
  const factory = new IDBFactory();
  const open = vi.fn(factory.open.bind(factory)).mockImplementationOnce(denied);
  vi.stubGlobal('indexedDB', { open });
  expect((await opening()).notKept).toBe(null);
});

test('a storage that does not answer is told of and never taken for an empty one', async () => {
  vi.useFakeTimers();
  vi.stubGlobal('indexedDB', { open: () => ({}) });
  const opened = opening();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(notices).toEqual([{ kind: 'silent' }]);
  await vi.advanceTimersByTimeAsync(20_000);
  expect((await opened).notKept).toBe(null);
});
