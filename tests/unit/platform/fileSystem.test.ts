import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  askToWrite,
  atomicWrite,
  canChooseFolder,
  chooseFolder,
  mayWrite,
  privateFolder,
} from '../../../src/platform/fileSystem';

afterEach(() => {
  vi.unstubAllGlobals();
});

const folder = (methods = {}) => ({ name: 'chosen', ...methods }) as FileSystemDirectoryHandle;

describe('how a file is replaced', () => {
  test.each([
    ['nothing', undefined, null],
    ['nothing that writes', {}, null],
    ['sync access handles, but no renaming', { createSyncAccessHandle: 1 }, null],
    ['both', { createSyncAccessHandle: 1, move: 1 }, 'rename'],
    ['createWritable as well', { createSyncAccessHandle: 1, move: 1, createWritable: 1 }, 'swap'],
  ])('with %s', (_, prototype, expected) => {
    vi.stubGlobal('FileSystemFileHandle', prototype && { prototype });
    expect(atomicWrite()).toBe(expected);
  });
});

describe('a folder of the machine', () => {
  test('is not offered where there is no picker', async () => {
    expect(canChooseFolder()).toBe(false);
    expect(await chooseFolder()).toBe(null);
  });

  test('is chosen for writing; nothing is chosen where the person thinks better of it', async () => {
    const chosen = folder();
    const pick = vi.fn(() => Promise.resolve(chosen));
    vi.stubGlobal('showDirectoryPicker', pick);
    expect(canChooseFolder()).toBe(true);
    expect(await chooseFolder()).toBe(chosen);
    expect(pick).toHaveBeenCalledExactlyOnceWith({ id: 'tmd-lab', mode: 'readwrite' });
    pick.mockRejectedValue(new DOMException('', 'AbortError'));
    expect(await chooseFolder()).toBe(null);
    pick.mockRejectedValue(new DOMException('a folder of the system', 'SecurityError'));
    await expect(chooseFolder()).rejects.toThrow('a folder of the system');
  });

  test.each([
    ['granted', true],
    ['prompt', false],
    ['denied', false],
  ])('may be written to where the browser says "%s"', async (state, expected) => {
    const answer = () => Promise.resolve(state as PermissionState);
    expect(await mayWrite(folder({ queryPermission: answer }))).toBe(expected);
    expect(await askToWrite(folder({ requestPermission: answer }))).toBe(expected);
  });

  test('asks nobody where the browser asks for no permissions', async () => {
    expect(await mayWrite(folder())).toBe(true);
    expect(await askToWrite(folder())).toBe(true);
  });
});

describe('the private file system', () => {
  test('gives a folder', async () => {
    const made = folder();
    const getDirectoryHandle = vi.fn(() => Promise.resolve(made));
    const getDirectory = () => Promise.resolve({ getDirectoryHandle });
    vi.stubGlobal('navigator', { storage: { getDirectory } });
    expect(await privateFolder('copy')).toBe(made);
    expect(getDirectoryHandle).toHaveBeenCalledExactlyOnceWith('copy', { create: true });
  });

  test.each([
    ['no storage', {}],
    ['no such file system', { storage: {} }],
    [
      'a storage that is blocked',
      { storage: { getDirectory: () => Promise.reject(new DOMException('', 'SecurityError')) } },
    ],
  ])('is null with %s', async (_, navigator) => {
    vi.stubGlobal('navigator', navigator);
    expect(await privateFolder('copy')).toBe(null);
  });
});
