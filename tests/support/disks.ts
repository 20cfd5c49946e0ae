import 'fake-indexeddb/auto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { Disk } from '../../src/checkpoint/store/disk';
import { DirectoryHandleDisk } from '../../src/checkpoint/store/directoryHandleDisk';
import { IndexedDbDisk } from '../../src/checkpoint/store/indexedDbDisk';
import { ROOT_DIRECTORY } from '../../src/checkpoint/names';
import { DirectoryDisk } from '../../src/cli/directoryDisk';
import { directoryHandle } from './directoryHandle';
import { MemoryDisk } from './memoryDisk';

/** The disks that a session can run on, each with how to get an empty one. */
export const DISKS: readonly (readonly [string, () => Disk])[] = [
  ['memory', () => new MemoryDisk()],
  ['IndexedDB', () => new IndexedDbDisk(() => undefined, crypto.randomUUID())],
  [
    'a folder of the browser',
    () => new DirectoryHandleDisk(directoryHandle(temporaryDirectory()), ROOT_DIRECTORY),
  ],
  ['a directory', () => new DirectoryDisk(temporaryDirectory(), ROOT_DIRECTORY)],
];

const directories: string[] = [];

/** A directory that is gone after the test file. */
function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'tmd-lab-run-'));
  directories.push(directory);
  return directory;
}

afterAll(() => {
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
});
