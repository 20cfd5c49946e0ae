import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DirectoryHandleDisk } from '../../../../src/checkpoint/store/directoryHandleDisk';
import type { FolderDisk } from '../../../../src/checkpoint/store/disk';
import { FileMissingError } from '../../../../src/checkpoint/store/errors';
import { DirectoryDisk } from '../../../../src/cli/directoryDisk';
import { concatenated } from '../../../../src/numerics/concatenated';
import type { Refusals } from '../../../support/directoryHandle';
import { directoryHandle } from '../../../support/directoryHandle';
import { listed } from '../../../support/wholeLogs';

const PATH = 'models/wide/progress.json';

let directory: string;
const refusals: Refusals = new Map();

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tmd-lab-parts-'));
  refusals.clear();
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const DISKS: readonly (readonly [string, () => FolderDisk])[] = [
  ['a directory', () => new DirectoryDisk(directory, 'models/')],
  ['a folder of the browser', () => new DirectoryHandleDisk(directoryHandle(directory, refusals), 'models/')],
  [
    'a folder whose files the browser does not rename',
    () => {
      refusals.set('move', 'TypeError');
      return new DirectoryHandleDisk(directoryHandle(directory, refusals), 'models/');
    },
  ],
];

/** 600 kB: more than is read at once. */
const LARGE = Uint8Array.from({ length: 600_000 }, (_, i) => i % 251);
const inParts = () => [LARGE.slice(0, 100_000), new Uint8Array(), LARGE.slice(100_000)];

/** Whether these are the same bytes; a comparison one by one would take seconds. */
const areSame = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;

describe.each(DISKS)('files in parts in %s', (_, open) => {
  test('are what was written, and are read some at a time', async () => {
    await open().writeParts(PATH, inParts);
    const parts = await listed(open().readParts(PATH));
    expect(areSame(concatenated(parts), LARGE)).toBe(true);
    expect(Math.max(...parts.map(({ length }) => length))).toBeLessThan(300_000);
    expect(areSame(await open().read(PATH), LARGE)).toBe(true);
  });

  test('go on at their end', async () => {
    await open().append(PATH, () => [Uint8Array.of(1), Uint8Array.of(2, 3)]);
    await open().append(PATH, inParts);
    const expected = concatenated([Uint8Array.of(1, 2, 3), LARGE]);
    expect(areSame(await open().read(PATH), expected)).toBe(true);
  });

  test('take the place of a file from which they are made', async () => {
    const disk = open();
    await disk.writeParts(PATH, inParts);
    await disk.writeParts(PATH, async function* () {
      yield Uint8Array.of(9);
      yield* disk.readParts(PATH);
    });
    const expected = concatenated([Uint8Array.of(9), LARGE]);
    expect(areSame(await open().read(PATH), expected)).toBe(true);
  });

  test('leave the file that is there as it was, and nothing beside it, where they cannot be made', async () => {
    const disk = open();
    await disk.writeParts(PATH, () => [Uint8Array.of(1)]);
    const before = readdirSync(join(directory, 'wide'));
    const torn = async function* () {
      yield* inParts();
      await Promise.reject(new TypeError('torn'));
    };
    await expect(disk.writeParts(PATH, torn)).rejects.toThrow('torn');
    expect(await open().read(PATH)).toEqual(Uint8Array.of(1));
    expect(readdirSync(join(directory, 'wide'))).toEqual(before);
  });

  test('that are not there are missing as soon as they are read', async () => {
    await expect(listed(open().readParts(PATH))).rejects.toThrow(FileMissingError);
  });

  test('may be left in the middle', async () => {
    const disk = open();
    await disk.writeParts(PATH, inParts);
    for await (const part of disk.readParts(PATH)) {
      expect(part.length).toBeGreaterThan(0);
      break;
    }
    await disk.delete([PATH]);
    expect(readdirSync(join(directory, 'wide'))).toEqual([]);
  });
});
