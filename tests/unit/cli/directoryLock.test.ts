import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DirectoryError } from '../../../src/cli/directoryError';
import { DirectoryLockedError, lockDirectory } from '../../../src/cli/directoryLock';

let root: string;
let directory: string;
const file = () => join(directory, '.lock');

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tmd-lab-lock-'));
  directory = root;
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

/** Number of a process that has ended. */
function deadProcess(): number {
  return spawnSync(process.execPath, ['-e', '']).pid;
}

function writeLock(holder: object): void {
  writeFileSync(
    file(),
    JSON.stringify({ pid: process.pid, host: hostname(), lockedAt: '2026-01-02', ...holder }),
  );
}

describe('the lock of a directory', () => {
  test('names its process, keeps others out, and is gone after its release', async () => {
    const lock = await lockDirectory(directory);
    expect(lock.takenOverFrom).toBeNull();
    expect(JSON.parse(readFileSync(file(), 'utf8'))).toMatchObject({ pid: process.pid, host: hostname() });
    const second = lockDirectory(directory);
    await expect(second).rejects.toThrow(DirectoryLockedError);
    await expect(second).rejects.toThrow(`Process ${process.pid} on ${hostname()} has been working on`);
    await lock.release();
    expect(readdirSync(directory)).toEqual([]);
    await (await lockDirectory(directory)).release();
  });

  test('makes the directory', async () => {
    directory = join(directory, 'a', 'b');
    const lock = await lockDirectory(directory);
    expect(readdirSync(directory)).toEqual(['.lock']);
    await lock.release();
  });

  test('of a dead process is taken over', async () => {
    const pid = deadProcess();
    writeLock({ pid });
    const lock = await lockDirectory(directory);
    expect(lock.takenOverFrom).toBe(pid);
    await expect(lockDirectory(directory)).rejects.toThrow(DirectoryLockedError);
    await lock.release();
    expect(readdirSync(directory)).toEqual([]);
  });

  test.skipIf(process.platform !== 'linux')(
    'of a process whose number another has got is taken over',
    async () => {
      writeLock({ processStart: 'an earlier boot' });
      const lock = await lockDirectory(directory);
      expect(lock.takenOverFrom).toBe(process.pid);
      await lock.release();
    },
  );

  test('of a process on another machine is respected, and the message says what to delete', async () => {
    writeLock({ pid: deadProcess(), host: 'another' });
    await expect(lockDirectory(directory)).rejects.toThrow(
      /on another has been working on .* delete \S+\.lock \(and/,
    );
    expect(readdirSync(directory)).toEqual(['.lock']);
  });

  test.each(['null', '{"pid":"1","host":"a"}'])('that says %j is respected', async (text) => {
    writeFileSync(file(), text);
    await expect(lockDirectory(directory)).rejects.toThrow('Another process seems to be working on');
    expect(readFileSync(file(), 'utf8')).toBe(text);
  });

  test('of a dead process is taken over by one of many', async () => {
    const pid = deadProcess();
    for (let round = 0; round < 50; round++) {
      writeLock({ pid, round });
      const locks = await Promise.allSettled(Array.from({ length: 8 }, () => lockDirectory(directory)));
      const won = locks.flatMap((lock) => (lock.status === 'fulfilled' ? [lock.value] : []));
      expect(won).toHaveLength(1);
      await won[0].release();
      expect(readdirSync(directory)).toEqual([]);
    }
  });

  test('of a dead process stays while another process takes it over', async () => {
    writeLock({ pid: deadProcess() });
    const takeover = JSON.stringify({ pid: process.pid, host: hostname(), lockedAt: '2026-01-02' });
    writeFileSync(`${file()}.takeover`, takeover);
    await expect(lockDirectory(directory)).rejects.toThrow(/delete \S+\.lock \(and \.lock\.takeover where/);
    expect(readdirSync(directory)).toEqual(['.lock', '.lock.takeover']);
  });

  test('of a dead process is taken over although another died while it did so, and one within that', async () => {
    writeLock({ pid: deadProcess() });
    const dead = JSON.stringify({ pid: deadProcess(), host: hostname() });
    writeFileSync(`${file()}.takeover`, dead);
    writeFileSync(`${file()}.takeover.takeover`, '');
    const lock = await lockDirectory(directory);
    expect(readdirSync(directory)).toEqual(['.lock']);
    await lock.release();
  });

  test('is not released twice: a lock that another has taken stays', async () => {
    const lock = await lockDirectory(directory);
    writeLock({ pid: process.ppid });
    await lock.release();
    expect(readdirSync(directory)).toEqual(['.lock']);
  });

  test('where no directory can be made is an error that names it', async () => {
    const blocked = join(directory, 'file');
    writeFileSync(blocked, '');
    await expect(lockDirectory(blocked)).rejects.toThrow(DirectoryError);
  });
});
