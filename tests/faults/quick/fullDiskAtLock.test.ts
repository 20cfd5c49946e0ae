import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type * as FileSystem from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { DirectoryError } from '../../../src/cli/directoryError';
import { lockDirectory } from '../../../src/cli/directoryLock';

const disk = vi.hoisted(() => ({ isFull: false, hasLinks: true }));

/** A full disk makes a file's name, and has no place for what it says: so the system's own do. */
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof FileSystem>();
  const failure = (code: string) => Object.assign(new Error(`${code}: as a full disk says`), { code });
  const writeFile = async (file: string, text: string, options: { flag: string }) => {
    await real.writeFile(file, disk.isFull ? '' : text, options);
    if (disk.isFull) throw failure('ENOSPC');
  };
  const link = (from: string, to: string) =>
    disk.hasLinks ? real.link(from, to) : Promise.reject(failure('EPERM'));
  return { ...real, writeFile, link };
});

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tmd-lab-fault-'));
});

afterEach(() => {
  disk.isFull = false;
  disk.hasLinks = true;
  rmSync(directory, { recursive: true, force: true });
});

const left = () => readdirSync(directory);

async function expectUnlocked(): Promise<void> {
  const lock = await lockDirectory(directory);
  expect(left()).toEqual(['.lock']);
  expect(JSON.parse(readFileSync(join(directory, '.lock'), 'utf8'))).toMatchObject({ pid: process.pid });
  await lock.release();
  expect(left()).toEqual([]);
}

describe('a disk that is full when a run is locked', () => {
  test('is real: an ordinary write leaves an empty file', async () => {
    const { writeFile } = await import('node:fs/promises');
    disk.isFull = true;
    await expect(writeFile(join(directory, 'lock'), 'text', { flag: 'wx' })).rejects.toThrow('ENOSPC');
    expect(readFileSync(join(directory, 'lock'), 'utf8')).toBe('');
  });

  test.each([true, false])('leaves nothing, and later starts work (links: %j)', async (hasLinks) => {
    disk.hasLinks = hasLinks;
    disk.isFull = true;
    await expect(lockDirectory(directory)).rejects.toThrow(DirectoryError);
    expect(left()).toEqual([]);
    disk.isFull = false;
    await expectUnlocked();
  });

  test('leaves the lock of a dead process to be taken over once there is space', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    writeFileSync(join(directory, '.lock'), JSON.stringify({ pid, host: hostname() }));
    disk.isFull = true;
    await expect(lockDirectory(directory)).rejects.toThrow(DirectoryError);
    expect(left()).toEqual(['.lock']);
    disk.isFull = false;
    await expectUnlocked();
  });

  test.each([
    { lock: '', takeover: null },
    { lock: '', takeover: '' },
    { lock: '{"pid":1,"ho', takeover: '{"pid":1,"ho' },
  ])('left by an older version, as $lock and $takeover, is taken over', async ({ lock, takeover }) => {
    writeFileSync(join(directory, '.lock'), lock);
    if (takeover !== null) writeFileSync(join(directory, '.lock.takeover'), takeover);
    await expectUnlocked();
  });
});
