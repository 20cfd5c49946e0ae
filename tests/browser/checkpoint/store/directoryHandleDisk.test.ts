import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DirectoryHandleDisk } from '../../../../src/checkpoint/store/directoryHandleDisk';
import type { StoreCall } from '../../../../src/checkpoint/store/relayedStores';
import { relayedStores } from '../../../../src/checkpoint/store/relayedStores';
import { atomicWrite, mayWrite, privateFolder } from '../../../../src/platform/fileSystem';
import { bytes, diskContract } from '../../../support/diskContract';

const PATH = 'models/rl_v9_advanced/stage1_50kN.zip';
/** The file system stamps files with a clock that is moved on some hundred times a second. */
const CLOCK_LAG = 20;

let name: string;
let folder: FileSystemDirectoryHandle;

beforeEach(async () => {
  name = crypto.randomUUID();
  const made = await privateFolder(name);
  if (!made) throw new Error('This browser has no private file system.');
  folder = made;
});

afterEach(async () => {
  await (await navigator.storage.getDirectory()).removeEntry(name, { recursive: true });
});

const open = () => new DirectoryHandleDisk(folder, '');

describe('in the private file system of the browser', () => {
  diskContract(() => ({ disk: open(), reopen: open }), { clockLag: CLOCK_LAG });

  test('files may be written without asking, and are swapped', async () => {
    expect(await mayWrite(folder)).toBe(true);
    expect(atomicWrite()).toBe('swap');
  });

  test('a reader of the file before sees it whole while it is replaced', async () => {
    await open().write(PATH, new Uint8Array(1_000_000).fill(1));
    const writing = open().write(PATH, new Uint8Array(2_000_000).fill(2));
    const during = await open().read(PATH);
    expect(new Set(during).size).toBe(1);
    await writing;
    expect(await open().read(PATH)).toHaveLength(2_000_000);
  });
});

describe('where there is no createWritable, as in Safari before 26', () => {
  /** The disk in a worker that has been deprived of it. */
  function inWorker() {
    const worker = new Worker(new URL('../folderWriter.ts', import.meta.url), { type: 'module' });
    const ask = (call: StoreCall) =>
      new Promise((resolve, reject) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = ({ data }: MessageEvent<{ result?: unknown; error?: string }>) => {
          if (data.error === undefined) resolve(data.result);
          else reject(new Error(data.error));
        };
        worker.onerror = ({ message }) => reject(new Error(message));
        worker.postMessage({ folder, call, port: port2 }, [port2]);
      });
    return { worker, disk: relayedStores(ask).disk };
  }

  test('a file is written beside, flushed and renamed in place of the one before', async () => {
    const { worker, disk } = inWorker();
    await disk.write(PATH, bytes(1, 2, 3));
    const entry = await disk.write(PATH, bytes(9));
    expect(await open().read(PATH)).toEqual(bytes(9));
    expect(await disk.list('')).toEqual([entry]);
    expect(await open().names('models/rl_v9_advanced/')).toEqual(['stage1_50kN.zip']);
    worker.terminate();
  });
});
