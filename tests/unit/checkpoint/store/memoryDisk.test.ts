import { describe, expect, test } from 'vitest';
import type { HashedDisk } from '../../../../src/checkpoint/store/disk';
import { FileMissingError } from '../../../../src/checkpoint/store/errors';
import { borrowStores, lendStores } from '../../../../src/checkpoint/store/lentStores';
import { MemoryDisk } from '../../../../src/checkpoint/store/memoryDisk';
import { laterStores } from '../../../../src/checkpoint/store/relayedStores';
import { memoryStores } from '../../../../src/checkpoint/store/stores';
import { bytes, diskContract, expectDeletionsNoted } from '../../../support/diskContract';

const A = 'models/rl_v9_advanced/stage1_50kN.zip';
const B = 'models/rl_v9_advanced/wide/stage1_50kN.zip';

describe.each<readonly [string, () => HashedDisk]>([
  ['a disk in memory', () => new MemoryDisk()],
  ['a disk in the memory of another thread', () => borrowStores(lendStores(memoryStores())).disk],
  ['a disk that is not known yet', () => laterStores(Promise.resolve(memoryStores())).disk],
])('%s', (_, create) => {
  diskContract(() => {
    const disk = create();
    return { disk, reopen: () => disk };
  });

  test('lists the hash of what it was given', async () => {
    const disk = create();
    const sha256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    expect(await disk.write(A, bytes(97, 98, 99))).toMatchObject({ sha256 });
    expect(await disk.list(A)).toMatchObject([{ sha256 }]);
  });

  test('copies and moves files with the time that they have', async () => {
    const disk = create();
    const entry = await disk.write(A, bytes(1, 2));
    await disk.copy([{ from: A, to: B }]);
    expect(await disk.list('')).toEqual([entry, { ...entry, path: B }]);
    await disk.delete([A]);
    await disk.move([{ from: B, to: A }]);
    expect(await disk.list('')).toEqual([entry]);
    expect(await disk.read(A)).toEqual(bytes(1, 2));
  });

  test('notes what was deleted or moved away, until it is written again', async () => {
    const disk = create();
    await expectDeletionsNoted(disk);
  });

  test('moves all files or none', async () => {
    const disk = create();
    await disk.write(A, bytes(1));
    const failure = disk.move([
      { from: A, to: B },
      { from: 'models/nothing.zip', to: 'models/something.zip' },
    ]);
    await expect(failure).rejects.toThrow(FileMissingError);
    await expect(failure).rejects.toThrow('models/nothing.zip');
    expect((await disk.list('')).map(({ path }) => path)).toEqual([A]);
  });
});

test('two threads that borrow the same stores see the same files', async () => {
  const stores = memoryStores();
  const [trainer, analyst] = [borrowStores(lendStores(stores)), borrowStores(lendStores(stores))];
  await trainer.disk.write(A, bytes(1, 2, 3));
  expect(await analyst.disk.read(A)).toEqual(bytes(1, 2, 3));
  expect(await stores.disk.read(A)).toEqual(bytes(1, 2, 3));
});

test('what fails in the other thread keeps its name and words', async () => {
  const disk = { list: () => Promise.reject(new RangeError('too many')) } as unknown as HashedDisk;
  const borrowed = borrowStores(lendStores({ ...memoryStores(), disk }));
  await expect(borrowed.disk.list('')).rejects.toMatchObject({ name: 'RangeError', message: 'too many' });
});
