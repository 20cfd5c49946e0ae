import { beforeEach, describe, expect, test } from 'vitest';
import type { Disk, HashedDisk } from '../../src/checkpoint/store/disk';
import { FileMissingError } from '../../src/checkpoint/store/errors';

const DIRECTORY = 'models/rl_v9_advanced/';
const A = `${DIRECTORY}stage1_50kN.zip`;
const B = `${DIRECTORY}stage2_100kN.zip`;
const IN_NAMED_RUN = `${DIRECTORY}wide/stage1_50kN.zip`;

export function bytes(...values: number[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(values);
}

interface MadeDisk {
  readonly disk: Disk;
  readonly reopen: () => Disk;
}

/**
 * What every disk must do, wherever it keeps its files.
 *
 * @param create an empty disk, and how to open the same one anew, as after a restart
 * @param clockLag milliseconds by which the clock of the disk's files may lag behind `Date.now()`
 */
export function diskContract(
  create: () => MadeDisk | Promise<MadeDisk>,
  { clockLag = 0 }: { readonly clockLag?: number } = {},
): void {
  describe('the contract of a disk', () => {
    let disk: Disk;
    let reopen: () => Disk;

    beforeEach(async () => {
      ({ disk, reopen } = await create());
    });

    const paths = async (prefix: string) => (await disk.list(prefix)).map(({ path }) => path);

    test('is empty at first', async () => {
      expect(await disk.list('')).toEqual([]);
      await expect(disk.read(A)).rejects.toThrow(FileMissingError);
      await expect(disk.read(A)).rejects.toThrow(A);
    });

    test('reads back what was written, also after a restart', async () => {
      await disk.write(A, bytes(1, 2, 3));
      expect(await disk.read(A)).toEqual(bytes(1, 2, 3));
      expect(await reopen().read(A)).toEqual(bytes(1, 2, 3));
    });

    test.each([0, 1, 65_537, 5_000_000])('keeps %i bytes', async (size) => {
      const content = Uint8Array.from({ length: size }, (_, i) => (i * 31) % 251);
      await disk.write(A, content);
      const read = await reopen().read(A);
      expect(read.byteLength).toBe(size);
      expect(read.every((byte, i) => byte === content[i])).toBe(true);
    });

    test('answers a write with the entry that it lists', async () => {
      const before = Date.now();
      const entry = await disk.write(A, bytes(97, 98, 99));
      expect(entry).toMatchObject({ path: A, size: 3 });
      expect(entry.writtenAt).toBeGreaterThanOrEqual(before - clockLag);
      expect(await disk.list(A)).toEqual([entry]);
    });

    test('replaces a file whole', async () => {
      await disk.write(A, bytes(1, 2, 3));
      const entry = await disk.write(A, bytes(9));
      expect(await disk.read(A)).toEqual(bytes(9));
      expect(await disk.list('')).toEqual([entry]);
    });

    test('of two writes at once, keeps one whole', async () => {
      await Promise.all([disk.write(A, bytes(1, 1)), disk.write(A, bytes(2, 2, 2))]);
      const content = await disk.read(A);
      expect([bytes(1, 1), bytes(2, 2, 2)]).toContainEqual(content);
      expect((await disk.list(A))[0].size).toBe(content.byteLength);
    });

    test('lists by prefix, by path', async () => {
      for (const path of [IN_NAMED_RUN, B, A, 'models/other/stage1_50kN.zip'])
        await disk.write(path, bytes(1));
      expect(await paths(DIRECTORY)).toEqual([A, B, IN_NAMED_RUN]);
      expect(await paths(`${DIRECTORY}wide/`)).toEqual([IN_NAMED_RUN]);
      expect(await paths(B)).toEqual([B]);
      expect(await paths('')).toHaveLength(4);
      expect(await paths('stage')).toEqual([]);
    });

    test('deletes the files that are there and no others', async () => {
      for (const path of [A, B, IN_NAMED_RUN]) await disk.write(path, bytes(1));
      await disk.delete([A, IN_NAMED_RUN, 'models/nothing.zip']);
      expect(await paths('')).toEqual([B]);
      await expect(disk.read(A)).rejects.toThrow(FileMissingError);
      expect(await disk.read(B)).toEqual(bytes(1));
      await disk.delete([]);
      expect(await paths('')).toEqual([B]);
    });

    test('writes many files together, in the place of those that are there', async () => {
      await disk.write(B, bytes(9, 9));
      const entries = await disk.writeAll([
        { path: IN_NAMED_RUN, bytes: bytes(3) },
        { path: A, bytes: bytes(1) },
        { path: B, bytes: bytes(2, 2) },
      ]);
      expect(entries.map(({ path, size }) => [path, size])).toEqual([
        [IN_NAMED_RUN, 1],
        [A, 1],
        [B, 2],
      ]);
      const listed = await reopen().list('');
      expect(listed).toEqual(entries.toSorted((a, b) => (a.path < b.path ? -1 : 1)));
      expect(await reopen().read(B)).toEqual(bytes(2, 2));
      expect(await disk.writeAll([])).toEqual([]);
    });

    test('of many files that cannot all be had, writes none', async () => {
      await disk.write(A, bytes(7));
      async function* files() {
        yield { path: A, bytes: bytes(1) };
        yield { path: B, bytes: await Promise.resolve(bytes(2)) };
        throw new RangeError('the third is damaged');
      }
      await expect(disk.writeAll(files())).rejects.toThrow(new RangeError('the third is damaged'));
      expect(await paths('')).toEqual([A]);
      expect(await reopen().read(A)).toEqual(bytes(7));
    });

    test('keeps the bytes as they were when write was called', async () => {
      const content = bytes(1, 2, 3);
      const writing = disk.write(A, content);
      content.fill(0);
      await writing;
      expect(await disk.read(A)).toEqual(bytes(1, 2, 3));
    });

    test('keeps of a view only what it shows', async () => {
      await disk.write(A, new Uint8Array(new ArrayBuffer(1000), 10, 5).fill(7));
      const content = await disk.read(A);
      expect(content).toEqual(bytes(7, 7, 7, 7, 7));
      expect(content.buffer.byteLength).toBe(5);
    });
  });
}

/** Of an empty disk that keeps hashes. */
export async function expectDeletionsNoted(disk: HashedDisk): Promise<void> {
  await disk.writeAll([A, B].map((path) => ({ path, bytes: bytes(1) })));
  expect(await disk.deletedPaths()).toEqual([]);
  await disk.delete([A]);
  await disk.move([{ from: B, to: IN_NAMED_RUN }]);
  expect((await disk.deletedPaths()).sort()).toEqual([A, B]);
  await disk.write(A, bytes(2));
  await disk.copy([{ from: IN_NAMED_RUN, to: B }]);
  await disk.delete([IN_NAMED_RUN]);
  await disk.writeAll([{ path: IN_NAMED_RUN, bytes: bytes(3) }]);
  expect(await disk.deletedPaths()).toEqual([]);
}
