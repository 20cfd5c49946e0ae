import 'fake-indexeddb/auto';
import { delMany } from 'idb-keyval';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FileCorruptError, StorageError } from '../../../src/checkpoint/store/errors';
import { IndexedDbDisk } from '../../../src/checkpoint/store/indexedDbDisk';
import { LogStore } from '../../../src/checkpoint/store/logStore';
import { memoryStores } from '../../../src/checkpoint/store/stores';
import { createStrictStore } from '../../../src/checkpoint/store/strictStore';
import { encodeCheckpoint } from '../../../src/checkpoint/zip/modelZip';
import { exportRun } from '../../../src/export/exportFiles';
import { readRunBundle } from '../../../src/export/runBundle';
import { relocateRun } from '../../../src/trainer/relocateRun';
import { exampleCheckpoint } from '../../support/checkpoints';

const FROM = 'models/rl_v9_advanced/first/';
const TO = 'models/rl_v9_advanced/second/';
const NAMES = ['stage1_50kN.zip', 'stage2_100kN.zip', 'stage3_150kN.zip'];
const [, BAD] = NAMES;

const zip = await encodeCheckpoint({ ...exampleCheckpoint(), kind: 'completed', stage: 1 });

let database: string;
let disk: IndexedDbDisk;

/** The file that a browser keeps a large value in is gone: reading the value fails, whichever way. */
function loseContentOf(...names: readonly string[]): void {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its store below
  const { get } = IDBObjectStore.prototype;
  vi.spyOn(IDBObjectStore.prototype, 'get').mockImplementation(function (this: IDBObjectStore, key) {
    const [kind, path] = key as [string, string];
    if (kind === 'content' && names.some((name) => path === FROM + name)) {
      return failingRequest(new DOMException('Data lost due to missing file.', 'NotReadableError'));
    }
    return get.call(this, key);
  });
}

/** A request that ends with an error, as soon as somebody listens. */
function failingRequest(error: DOMException): IDBRequest {
  const request = {
    error,
    set onerror(hear: () => void) {
      queueMicrotask(hear);
    },
  };
  return request as unknown as IDBRequest;
}

const namesIn = async (folder: string) =>
  (await disk.list(folder)).map(({ path }) => path.slice(folder.length));

function relocate(keep: boolean) {
  const { logs, consoles } = memoryStores();
  const tellOfLeftover = (error: unknown) => {
    throw error;
  };
  return relocateRun({ disk, logs: new LogStore(logs), consoles }, 'first', 'second', {
    keep,
    tellOfLeftover,
  });
}

beforeEach(async () => {
  database = crypto.randomUUID();
  disk = new IndexedDbDisk(() => undefined, database);
  for (const name of NAMES) await disk.write(FROM + name, zip);
});

afterEach(() => {
  vi.restoreAllMocks();
});

describe('one unreadable file among many', () => {
  test('is real: no transaction that touches it goes through', async () => {
    loseContentOf(BAD);
    const all = NAMES.map((name) => ({ from: FROM + name, to: TO + name }));
    await expect(disk.copy(all)).rejects.toThrow(StorageError);
    await expect(disk.read(FROM + BAD)).rejects.toThrow(FileCorruptError);
  });

  test('Duplicate copies the others, and names it', async () => {
    loseContentOf(BAD);
    expect(await relocate(true)).toEqual([FROM + BAD]);
    expect(await namesIn(TO)).toEqual([NAMES[0], NAMES[2]]);
    expect(await namesIn(FROM)).toEqual(NAMES);
  });

  test('Rename moves the others, leaves it where it is, and names it', async () => {
    loseContentOf(BAD);
    expect(await relocate(false)).toEqual([FROM + BAD]);
    expect(await namesIn(TO)).toEqual([NAMES[0], NAMES[2]]);
    expect(await namesIn(FROM)).toEqual([BAD]);
  });

  test('where none can be read, nothing has changed', async () => {
    loseContentOf(...NAMES);
    await expect(relocate(false)).rejects.toThrow(/stage1_50kN\.zip is damaged.*Nothing was changed/);
    expect(await namesIn(FROM)).toEqual(NAMES);
    expect(await namesIn(TO)).toEqual([]);
  });

  test('Download all packs the others, and names it', async () => {
    await delMany(
      [['content', FROM + BAD]],
      createStrictStore(database, () => undefined),
    );
    const { content, leftOut } = await exportRun(
      disk,
      'first',
      NAMES.map((name) => FROM + name),
    );
    expect(leftOut).toEqual([BAD]);
    expect([...((await readRunBundle(content))?.checkpoints.keys() ?? [])]).toEqual([NAMES[0], NAMES[2]]);
    await expect(exportRun(disk, 'first', [FROM + BAD])).rejects.toThrow(FileCorruptError);
  });
});
