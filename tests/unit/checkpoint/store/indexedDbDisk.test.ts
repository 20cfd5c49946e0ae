import 'fake-indexeddb/auto';
import { delMany, keys, set } from 'idb-keyval';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import {
  DiskFullError,
  FileCorruptError,
  FileMissingError,
  StorageUnavailableError,
} from '../../../../src/checkpoint/store/errors';
import { IndexedDbDisk } from '../../../../src/checkpoint/store/indexedDbDisk';
import { PATIENCE } from '../../../../src/checkpoint/store/patience';
import { createStrictStore } from '../../../../src/checkpoint/store/strictStore';
import { bytes, diskContract, expectDeletionsNoted } from '../../../support/diskContract';

const PATH = 'models/rl_v9_advanced/stage1_50kN.zip';

let database: string;
let disk: IndexedDbDisk;
let databases = 0;

const open = () => new IndexedDbDisk(() => undefined, database);

beforeEach(() => {
  database = `disk ${databases++}`;
  disk = open();
});

afterEach(() => {
  vi.restoreAllMocks();
});

diskContract(() => ({ disk, reopen: open }));

test('lists the hash of what it was given', async () => {
  const sha256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  expect(await disk.write(PATH, bytes(97, 98, 99))).toMatchObject({ sha256 });
  expect(await disk.list(PATH)).toMatchObject([{ sha256 }]);
});

test('notes what was deleted or moved away, until it is written again', () => expectDeletionsNoted(disk));

test('deletes on a disk that has no place for a note', async () => {
  await disk.write(PATH, bytes(1));
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
    throw new DOMException('', 'QuotaExceededError');
  });
  await disk.delete([PATH]);
  vi.restoreAllMocks();
  expect(await disk.list('')).toEqual([]);
  expect(await disk.deletedPaths()).toEqual([]);
});

/** Makes the browser refuse the nth value that is put. */
function refusePut(nth: number, error: DOMException): void {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its store below
  const { put } = IDBObjectStore.prototype;
  let count = 0;
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...values) {
    if (++count === nth) throw error;
    return put.apply(this, values);
  });
}

test('moves files once, where the end of the first transaction is not heard of', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  await disk.write(PATH, bytes(1, 2, 3));
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its database below
  const { transaction } = IDBDatabase.prototype;
  const ended = new Promise<void>((resolve) => {
    vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementationOnce(function (
      this: IDBDatabase,
      ...parameters
    ) {
      const begun = transaction.apply(this, parameters);
      begun.addEventListener('complete', () => resolve());
      begun.addEventListener = () => undefined;
      return begun;
    });
  });
  const to = 'models/rl_v9_advanced/wide/stage1_50kN.zip';
  const moving = disk.move([{ from: PATH, to }]);
  await ended;
  await vi.advanceTimersByTimeAsync(PATIENCE);
  await moving;
  expect((await disk.list('')).map(({ path }) => path)).toEqual([to]);
  expect(await disk.read(to)).toEqual(bytes(1, 2, 3));
});

describe('a disk that is full', () => {
  test.each([1, 2])('keeps the previous file when value %i does not fit', async (nth) => {
    const before = await disk.write(PATH, bytes(1, 2, 3));
    refusePut(nth, new DOMException('', 'QuotaExceededError'));
    const failure = disk.write(PATH, new Uint8Array(2_500_000));
    await expect(failure).rejects.toThrow(DiskFullError);
    await expect(failure).rejects.toThrow(
      `no space for ${PATH} (2.5 MB). All stored files are untouched. Delete`,
    );
    vi.restoreAllMocks();
    expect(await disk.list('')).toEqual([before]);
    expect(await disk.read(PATH)).toEqual(bytes(1, 2, 3));
  });

  test('accepts files again once there is space', async () => {
    refusePut(1, new DOMException('', 'QuotaExceededError'));
    await expect(disk.write(PATH, bytes(1))).rejects.toThrow(DiskFullError);
    await disk.write(PATH, bytes(2));
    expect(await disk.read(PATH)).toEqual(bytes(2));
  });
});

test('another failure to write is not taken for a full disk', async () => {
  refusePut(1, new DOMException('Internal error.', 'UnknownError'));
  await expect(disk.write(PATH, bytes(1))).rejects.toThrow(StorageUnavailableError);
});

describe('a damaged file', () => {
  const contentOf = (path: string) => ['content', path];
  const rawStore = () => createStrictStore(database, () => undefined);

  async function expectDamage(reason: string): Promise<void> {
    const reading = disk.read(PATH);
    await expect(reading).rejects.toThrow(FileCorruptError);
    await expect(reading).rejects.toThrow(`${PATH} is damaged: ${reason}`);
    await expect(reading).rejects.toThrow(
      'Delete stage1_50kN.zip to go on without it, or put a good copy in its place',
    );
  }

  beforeEach(async () => {
    await disk.write(PATH, bytes(1, 2, 3));
    await disk.write('models/other.zip', bytes(4));
  });

  afterEach(async () => {
    // Whatever happened to one file, the others are as they were, and the damaged one can be listed and deleted.
    expect((await disk.list('')).map(({ path }) => path)).toEqual(['models/other.zip', PATH]);
    expect(await disk.read('models/other.zip')).toEqual(bytes(4));
    await disk.delete([PATH]);
    expect(await keys(rawStore())).toEqual([
      ['content', 'models/other.zip'],
      ['deleted', PATH],
      ['entry', 'models/other.zip'],
    ]);
  });

  test('with one bit flipped', async () => {
    await set(contentOf(PATH), bytes(1, 2, 2), rawStore());
    await expectDamage('its bytes are not the ones that were written');
  });

  test('cut short', async () => {
    await set(contentOf(PATH), bytes(1, 2), rawStore());
    await expectDamage('its bytes are not the ones that were written');
  });

  test('without content', async () => {
    await delMany([contentOf(PATH)], rawStore());
    await expectDamage('its content is missing');
  });

  test('that the browser fails to read', async () => {
    vi.spyOn(IDBObjectStore.prototype, 'get').mockImplementation(() => {
      throw new DOMException('Data lost due to missing file.', 'NotReadableError');
    });
    await expectDamage('the browser could not read it (NotReadableError: Data lost due to missing file.)');
    vi.restoreAllMocks();
  });

  test('is whole again once it was written again', async () => {
    await delMany([contentOf(PATH)], rawStore());
    await disk.write(PATH, bytes(5));
    expect(await disk.read(PATH)).toEqual(bytes(5));
  });
});

test('storage that does not open is not a damaged file', async () => {
  vi.spyOn(indexedDB, 'open').mockImplementation(() => {
    throw new DOMException('Denied.', 'SecurityError');
  });
  await expect(disk.read(PATH)).rejects.toThrow(StorageUnavailableError);
  await expect(disk.list('')).rejects.toThrow(StorageUnavailableError);
  await expect(disk.delete([PATH])).rejects.toThrow(StorageUnavailableError);
});

describe('files under other paths', () => {
  const relocations = ['stage1_50kN.zip', 'stage2_100kN.zip'].map((name) => ({
    from: `models/rl_v9_advanced/${name}`,
    to: `models/rl_v9_advanced/wide/${name}`,
  }));

  beforeEach(async () => {
    vi.spyOn(Date, 'now').mockReturnValue(1000);
    await disk.write(relocations[0].from, bytes(1));
    await disk.write(relocations[1].from, bytes(2, 2));
    vi.restoreAllMocks();
  });

  test('copied, are the same with their time and checksum', async () => {
    const before = await disk.list('');
    await disk.copy(relocations);
    const moved = before.map((entry, i) => ({ ...entry, path: relocations[i].to }));
    expect(await disk.list('')).toEqual([...before, ...moved]);
    expect(await disk.read(relocations[1].to)).toEqual(bytes(2, 2));
  });

  test('moved, are at the new paths only', async () => {
    const before = await disk.list('');
    await disk.move(relocations);
    expect(await disk.list('')).toEqual(before.map((entry, i) => ({ ...entry, path: relocations[i].to })));
    expect(await disk.read(relocations[0].to)).toEqual(bytes(1));
  });

  test.each([1, 2, 3, 4])('stay as they were when value %i does not fit', async (nth) => {
    const before = await disk.list('');
    refusePut(nth, new DOMException('', 'QuotaExceededError'));
    await expect(disk.move(relocations)).rejects.toThrow(DiskFullError);
    vi.restoreAllMocks();
    expect(await disk.list('')).toEqual(before);
    expect(await disk.read(relocations[0].from)).toEqual(bytes(1));
  });

  test('stay as they were when one of them is not there', async () => {
    const before = await disk.list('');
    const missing = { from: 'models/nothing.zip', to: 'models/something.zip' };
    await expect(disk.move([...relocations, missing])).rejects.toThrow(FileMissingError);
    expect(await disk.list('')).toEqual(before);
  });

  test('damaged ones stay damaged, and are told so when they are read', async () => {
    await set(
      ['content', relocations[0].from],
      bytes(9),
      createStrictStore(database, () => undefined),
    );
    await disk.copy(relocations);
    await expect(disk.read(relocations[0].to)).rejects.toThrow(FileCorruptError);
  });
});
