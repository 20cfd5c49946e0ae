import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import type * as FileSystem from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { DiskFullError, FileCorruptError, StorageError } from '../../../src/checkpoint/store/errors';
import { DirectoryDisk } from '../../../src/cli/directoryDisk';
import { bytes, diskContract } from '../../support/diskContract';

/** Makes the system refuse one operation, as no test can make a real disk do. */
const refusals = vi.hoisted(() => new Map<string, string>());

vi.mock(import('node:fs/promises'), async (importOriginal) => {
  const system = await importOriginal();
  const refusable =
    <Values extends unknown[], Result>(name: string, operation: (...values: Values) => Promise<Result>) =>
    (...values: Values): Promise<Result> => {
      const code = refusals.get(name);
      return code
        ? Promise.reject(Object.assign(new Error(`${code}: refused`), { code }))
        : operation(...values);
    };
  return {
    ...system,
    open: refusable('open', async (...values: Parameters<typeof FileSystem.open>) => {
      const handle = await system.open(...values);
      handle.writeFile = refusable('writeFile', handle.writeFile.bind(handle));
      handle.sync = refusable('sync', handle.sync.bind(handle));
      return handle;
    }),
    rename: refusable('rename', system.rename),
    readFile: refusable('readFile', system.readFile as (path: string) => Promise<Buffer>) as never,
  };
});

const MOUNT = 'models/rl_v9_advanced/';
const PATH = `${MOUNT}stage1_50kN.zip`;

let root: string;
let directory: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tmd-lab-disk-'));
  directory = root;
});

afterEach(() => {
  refusals.clear();
  rmSync(root, { recursive: true, force: true });
});

diskContract(() => {
  const open = () => new DirectoryDisk(directory, '');
  return { disk: open(), reopen: open };
});

describe('a disk in a directory', () => {
  const open = () => new DirectoryDisk(directory, MOUNT);

  test('has the files where a person looks for them', async () => {
    const disk = open();
    await disk.write(PATH, bytes(1));
    await disk.write(`${MOUNT}soft/stage1_50kN.zip`, bytes(2));
    expect(readdirSync(directory).sort()).toEqual(['soft', 'stage1_50kN.zip']);
    expect(disk.locate(`${MOUNT}soft/stage1_50kN.zip`)).toBe(join(directory, 'soft', 'stage1_50kN.zip'));
    expect(() => disk.locate('elsewhere/stage1_50kN.zip')).toThrow(RangeError);
  });

  test('that is not there yet is empty, and is made by the first write', async () => {
    directory = join(directory, 'a', 'b');
    expect(await open().list(MOUNT)).toEqual([]);
    await open().write(PATH, bytes(1));
    expect(existsSync(join(directory, 'stage1_50kN.zip'))).toBe(true);
  });

  test('lists what other programs put there, but zips only', async () => {
    for (const name of ['stage2_100kN.zip', 'progress.csv', '.lock', '.stage1_50kN.zip.0.unfinished']) {
      writeFileSync(join(directory, name), name);
    }
    mkdirSync(join(directory, 'folder.zip'));
    const listed = await open().list(MOUNT);
    expect(listed).toMatchObject([{ path: `${MOUNT}stage2_100kN.zip`, size: 16 }]);
    expect(await open().list('')).toEqual(listed);
  });

  test('does not look into folders that the prefix rules out', async () => {
    await open().write(PATH, bytes(1));
    writeFileSync(join(directory, 'soft'), 'no folder, so looking into it would fail');
    expect(await open().list(PATH)).toHaveLength(1);
    expect(await open().list(`${MOUNT}hard/`)).toEqual([]);
  });

  test('finds the files of a run whose folder is a link, and follows no links in a circle', async () => {
    const elsewhere = join(root, 'elsewhere');
    directory = join(root, 'runs');
    mkdirSync(elsewhere);
    mkdirSync(directory);
    symlinkSync(elsewhere, join(directory, 'soft'));
    symlinkSync('.', join(directory, 'circle'));
    const [own, linked] = [PATH, `${MOUNT}soft/stage1_50kN.zip`];
    await open().writeAll([
      { path: own, bytes: bytes(1) },
      { path: linked, bytes: bytes(2, 2) },
    ]);
    expect(readdirSync(elsewhere)).toEqual(['stage1_50kN.zip']);
    expect(await open().list(`${MOUNT}soft/`)).toMatchObject([{ path: linked, size: 2 }]);
    expect(await open().list(linked)).toMatchObject([{ path: linked, size: 2 }]);
    expect(await open().list(MOUNT)).toMatchObject([{ path: own, size: 1 }]);
  });

  test.each(['writeFile', 'sync', 'rename'])('keeps the previous file when %s fails', async (operation) => {
    const before = await open().write(PATH, bytes(1, 2, 3));
    refusals.set(operation, 'ENOSPC');
    const writing = open().write(PATH, new Uint8Array(2_500_000));
    await expect(writing).rejects.toThrow(DiskFullError);
    await expect(writing).rejects.toThrow(`no space for ${PATH} (2.5 MB). All stored files are untouched`);
    refusals.clear();
    expect(readdirSync(directory)).toEqual(['stage1_50kN.zip']);
    expect(await open().list(MOUNT)).toEqual([before]);
    expect(await open().read(PATH)).toEqual(bytes(1, 2, 3));
  });

  test.each([
    { operation: 'writeFile', nth: 3 },
    { operation: 'sync', nth: 2 },
    { operation: 'rename', nth: 1 },
  ])('of many files keeps all previous ones when $operation fails', async ({ operation, nth }) => {
    const paths = [1, 2, 3].map((stage) => `${MOUNT}stage${stage}_50kN.zip`);
    for (const path of paths) await open().write(path, bytes(1));
    async function* files() {
      for (const [i, path] of paths.entries()) {
        if (i + 1 === nth) refusals.set(operation, 'ENOSPC');
        yield await Promise.resolve({ path, bytes: bytes(2, 2) });
      }
    }
    await expect(open().writeAll(files())).rejects.toThrow(DiskFullError);
    refusals.clear();
    expect((await open().list(MOUNT)).map(({ size }) => size)).toEqual([1, 1, 1]);
    expect(readdirSync(directory)).toHaveLength(3);
  });

  test.each(['ENOSPC', 'EDQUOT'])('takes %s for a full disk', async (code) => {
    refusals.set('writeFile', code);
    await expect(open().write(PATH, bytes(1))).rejects.toThrow(DiskFullError);
  });

  test('takes no other failure for a full disk', async () => {
    refusals.set('open', 'EROFS');
    const writing = open().write(PATH, bytes(1));
    await expect(writing).rejects.toThrow(StorageError);
    await expect(writing).rejects.toThrow(/stage1_50kN\.zip could not be written \(EROFS/);
  });

  test('tells a file that cannot be read from one that is damaged', async () => {
    await open().write(PATH, bytes(1));
    refusals.set('readFile', 'EACCES');
    await expect(open().read(PATH)).rejects.toThrow(/could not be read \(EACCES/);
    refusals.set('readFile', 'EIO');
    await expect(open().read(PATH)).rejects.toThrow(FileCorruptError);
  });

  test('clears away what a killed writer left unfinished, in its folder only', async () => {
    const disk = open();
    await disk.write(`${MOUNT}soft/stage1_50kN.zip`, bytes(1));
    for (const folder of ['.', 'soft']) {
      writeFileSync(join(directory, folder, '.stage2_100kN.zip.0.unfinished'), 'half');
    }
    await disk.removeUnfinished(`${MOUNT}soft/`);
    expect(readdirSync(join(directory, 'soft'))).toEqual(['stage1_50kN.zip']);
    expect(readdirSync(directory)).toContain('.stage2_100kN.zip.0.unfinished');
    await disk.removeUnfinished(`${MOUNT}nothing/`);
  });
});
