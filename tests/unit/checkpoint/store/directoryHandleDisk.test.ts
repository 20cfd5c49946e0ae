import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { DirectoryHandleDisk } from '../../../../src/checkpoint/store/directoryHandleDisk';
import {
  DiskFullError,
  FileCorruptError,
  FileMissingError,
  FolderError,
  StorageError,
} from '../../../../src/checkpoint/store/errors';
import { DirectoryDisk } from '../../../../src/cli/directoryDisk';
import type { Refusals } from '../../../support/directoryHandle';
import { directoryHandle } from '../../../support/directoryHandle';
import { bytes, diskContract } from '../../../support/diskContract';

const MOUNT = 'models/rl_v9_advanced/';
const PATH = `${MOUNT}stage1_50kN.zip`;
const IN_RUN = `${MOUNT}soft/stage1_50kN.zip`;

/** A kernel stamps files with a clock that it moves on some hundred times a second. */
const CLOCK_LAG = 20;

let directory: string;
let refusals: Refusals;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tmd-lab-folder-'));
  refusals = new Map();
});

afterEach(() => {
  vi.unstubAllGlobals();
  rmSync(directory, { recursive: true, force: true });
});

const open = (mount = MOUNT) => new DirectoryHandleDisk(directoryHandle(directory, refusals), mount);

diskContract(() => ({ disk: open(''), reopen: () => open('') }), { clockLag: CLOCK_LAG });

describe('a disk in a folder of the browser', () => {
  test("has its files where the command line's disk has them, and lists that one's", async () => {
    await open().write(PATH, bytes(1));
    await open().write(IN_RUN, bytes(2));
    expect(readdirSync(directory).sort()).toEqual(['soft', 'stage1_50kN.zip']);
    const commandLine = new DirectoryDisk(directory, MOUNT);
    expect(await commandLine.read(IN_RUN)).toEqual(bytes(2));
    await commandLine.write(`${MOUNT}stage2_100kN.zip`, bytes(3));
    const names = (await open().list(MOUNT)).map(({ path }) => path);
    expect(names).toEqual([IN_RUN, PATH, `${MOUNT}stage2_100kN.zip`]);
    expect(names).toEqual((await commandLine.list(MOUNT)).map(({ path }) => path));
  });

  test('lists zips only, and looks into no folder that the prefix rules out', async () => {
    for (const name of ['stage2_100kN.zip', 'progress.csv', '.lock', 'stage1_50kN.zip.crswap']) {
      writeFileSync(join(directory, name), name);
    }
    mkdirSync(join(directory, 'folder.zip'));
    const listed = await open().list(MOUNT);
    expect(listed).toMatchObject([{ path: `${MOUNT}stage2_100kN.zip`, size: 16 }]);
    expect(await open().list(`${MOUNT}hard/`)).toEqual([]);
    await expect(open().write('elsewhere/stage1_50kN.zip', bytes(1))).rejects.toThrow(RangeError);
  });

  test('says where a file is, as a person finds it', () => {
    expect(open().locate(IN_RUN)).toMatch(/^tmd-lab-folder-.*\/soft\/stage1_50kN\.zip$/);
  });

  test.each(['createWritable', 'write', 'close'] as const)(
    'keeps the previous file when %s fails, and leaves no new one',
    async (operation) => {
      const before = await open().write(PATH, bytes(1, 2, 3));
      refusals.set(operation, 'QuotaExceededError');
      const writing = open().write(PATH, new Uint8Array(2_500_000));
      await expect(writing).rejects.toThrow(DiskFullError);
      await expect(writing).rejects.toThrow(`no space for ${PATH} (2.5 MB). All stored files are untouched`);
      await expect(open().write(IN_RUN, bytes(1))).rejects.toThrow(DiskFullError);
      refusals.clear();
      expect(await open().list(MOUNT)).toEqual([before]);
      expect(await open().read(PATH)).toEqual(bytes(1, 2, 3));
    },
  );

  test('gives a new file its name when it is whole, so that a crash leaves none', async () => {
    refusals.set('close', 'hangs');
    open()
      .write(PATH, bytes(1))
      .catch(() => undefined);
    await expect.poll(() => readdirSync(directory)).toHaveLength(1);
    expect(await open().list(MOUNT)).toEqual([]);
    expect(readdirSync(directory)).not.toContain('stage1_50kN.zip');
    await open().removeUnfinished(MOUNT);
    expect(readdirSync(directory)).toEqual([]);
  });

  test('writes in place where the browser renames no files of the folder', async () => {
    refusals.set('move', 'NotAllowedError');
    await open().write(PATH, bytes(1, 2));
    expect(readdirSync(directory)).toEqual(['stage1_50kN.zip']);
    expect(await open().read(PATH)).toEqual(bytes(1, 2));
  });

  test('tells a folder that may not be written to from a full disk', async () => {
    refusals.set('createWritable', 'NotAllowedError');
    const writing = open().write(PATH, bytes(1));
    await expect(writing).rejects.toThrow(FolderError);
    await expect(writing).rejects.toThrow(StorageError);
    await expect(writing).rejects.toThrow(/stage1_50kN\.zip could not be written \(NotAllowedError/);
    refusals.set('entries', 'NotAllowedError');
    await expect(open().list(MOUNT)).rejects.toThrow(FolderError);
    refusals.set('removeEntry', 'NoModificationAllowedError');
    await open().delete([PATH]);
    writeFileSync(join(directory, 'stage1_50kN.zip'), '1');
    await expect(open().delete([PATH])).rejects.toThrow(/could not be deleted/);
  });

  test('tells a file that cannot be read from one that is damaged or missing', async () => {
    await expect(open().read(PATH)).rejects.toThrow(FileMissingError);
    await open().write(PATH, bytes(1));
    refusals.set('getFile', 'NotAllowedError');
    await expect(open().read(PATH)).rejects.toThrow(/could not be read \(NotAllowedError/);
    refusals.set('getFile', 'NotReadableError');
    await expect(open().read(PATH)).rejects.toThrow(FileCorruptError);
  });

  test('that is gone is empty, and is told of when it is written to', async () => {
    const disk = open();
    rmSync(directory, { recursive: true });
    expect(await disk.list(MOUNT)).toEqual([]);
    expect(await disk.names(MOUNT)).toEqual([]);
    await expect(disk.write(PATH, bytes(1))).rejects.toThrow();
  });

  test('appends, and names what is in a folder', async () => {
    const log = `${MOUNT}soft/progress.json`;
    await open().append(log, () => [bytes(1), bytes(2)]);
    await open().append(log, () => [bytes(3)]);
    expect([...readFileSync(join(directory, 'soft/progress.json'))]).toEqual([1, 2, 3]);
    writeFileSync(join(directory, 'soft/.stage1_50kN.zip.0.unfinished'), 'half');
    await open().removeUnfinished(`${MOUNT}soft/`);
    expect(await open().names(`${MOUNT}soft/`)).toEqual(['progress.json']);
    expect(await open().names(`${MOUNT}hard/`)).toEqual([]);
  });
});
