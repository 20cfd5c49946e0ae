import 'fake-indexeddb/auto';
import { entries } from 'idb-keyval';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { DiskFullError } from '../../../src/checkpoint/store/errors';
import { IndexedDbDisk } from '../../../src/checkpoint/store/indexedDbDisk';
import { createStrictStore } from '../../../src/checkpoint/store/strictStore';
import { encodeCheckpoint } from '../../../src/checkpoint/zip/modelZip';
import { encodeRunBundle } from '../../../src/export/runBundle';
import { Importer } from '../../../src/trainer/importer';
import { exampleCheckpoint } from '../../support/checkpoints';

const ROOT = 'models/rl_v9_advanced/';
const NAMES = ['stage1_50kN.zip', 'stage2_100kN.zip', 'stage3_150kN.zip', 'stage4_150kN.zip'];

const checkpoint = exampleCheckpoint();
const zip = await encodeCheckpoint({ ...checkpoint, kind: 'completed', stage: 1 });
const packed = await encodeRunBundle({
  run: '',
  checkpoints: new Map(NAMES.map((name) => [name, () => Promise.resolve(zip)])),
  records: new Map(),
});

let database: string;
let disk: IndexedDbDisk;

const importing = () =>
  new Importer(disk).store(checkpoint.settings, { fileName: 'run.zip', content: packed }, { as: 'named' });

/** The disk is full from the nth value that is put. */
function fillAt(nth: number): void {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its store below
  const { put } = IDBObjectStore.prototype;
  let count = 0;
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...values) {
    if (++count >= nth) throw new DOMException('', 'QuotaExceededError');
    return put.apply(this, values);
  });
}

const keys = async () => (await entries(createStrictStore(database, () => undefined))).length;
const contents = async () =>
  Promise.all((await disk.list('')).map(async ({ path }) => [path, [...(await disk.read(path))]]));
const OLD = NAMES.map((name, i) => [ROOT + name, [i, i, i]]);

beforeEach(async () => {
  database = crypto.randomUUID();
  disk = new IndexedDbDisk(() => undefined, database);
  for (const [i, name] of NAMES.entries()) await disk.write(ROOT + name, Uint8Array.of(i, i, i));
});

afterEach(() => {
  vi.restoreAllMocks();
});

describe('a packed run over a run, on a disk that gets full', () => {
  test('is real: one write after the other leaves some files new and some old', async () => {
    fillAt(5);
    const writing = async () => {
      for (const name of NAMES) await disk.write(ROOT + name, zip);
    };
    await expect(writing()).rejects.toThrow(DiskFullError);
    vi.restoreAllMocks();
    const sizes = (await disk.list('')).map(({ size }) => size);
    expect(sizes).toEqual([zip.length, zip.length, 3, 3]);
  });

  /** Four contents are put aside; then four times a content and its entry are put in place. */
  test.each([1, 3, 4, 5, 8, 12])('leaves the run as it was, when value %i does not fit', async (nth) => {
    fillAt(nth);
    const failure = importing();
    await expect(failure).rejects.toThrow(DiskFullError);
    await expect(failure).rejects.toThrow('All stored files are untouched');
    vi.restoreAllMocks();
    expect(await contents()).toEqual(OLD);
    expect(await keys()).toBe(2 * NAMES.length);
  });

  test('takes its place whole once there is space', async () => {
    await importing();
    expect(await contents()).toEqual(NAMES.map((name) => [ROOT + name, [...zip]]));
    expect(await keys()).toBe(2 * NAMES.length);
  });
});

test('what a tab that was closed in the middle had put aside is gone a day later', async () => {
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementationOnce(() => {
    throw new DOMException('', 'QuotaExceededError');
  });
  const store = createStrictStore(database, () => undefined);
  const asideAt = (time: number) =>
    store('readwrite', (values) => void values.put(zip, ['staged', time, 'id', 0]));
  await expect(asideAt(1)).rejects.toThrow();
  await asideAt(Date.now() - 25 * 3600 * 1000);
  await asideAt(Date.now() - 3600 * 1000);
  await importing();
  expect(await keys()).toBe(2 * NAMES.length + 1);
});
