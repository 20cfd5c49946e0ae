import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  DiskFullError,
  StorageOutdatedError,
  StorageUnavailableError,
} from '../../../../src/checkpoint/store/errors';
import { toWriteError } from '../../../../src/checkpoint/store/writeFailure';

const ENTRY = { path: 'models/rl_v9_advanced/stage1_50kN.zip', size: 1000 };

/** @param free bytes that the browser says are left; null: it does not say */
function haveFree(free: number | null): void {
  const estimate = () => Promise.resolve({ usage: 5000, quota: 5000 + (free ?? 0) });
  vi.stubGlobal('navigator', { storage: free === null ? {} : { estimate } });
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('a full disk', () => {
  test.each([
    ['QuotaExceededError', '', null],
    ['QuotaExceededError', '', 10_000],
    ['DataError', 'Failed to write blobs.', 10_000],
    ['UnknownError', 'Internal error committing transaction.', 999],
    ['AbortError', '', 0],
  ])('is recognised by %s: %s, with %s bytes left', async (name, message, free) => {
    haveFree(free);
    const failure = await toWriteError(ENTRY, new DOMException(message, name));
    expect(failure).toBeInstanceOf(DiskFullError);
    expect(failure.message).toMatch(/no space for .*stage1_50kN\.zip/);
  });

  test('is recognised where the database does not even open', async () => {
    haveFree(10);
    const cause = new DOMException('Internal error opening backing store.', 'UnknownError');
    expect(await toWriteError(ENTRY, new StorageUnavailableError({ cause }))).toBeInstanceOf(DiskFullError);
  });

  test.each([
    ['UnknownError', 1000],
    ['UnknownError', null],
    ['SecurityError', 0],
    ['InvalidStateError', 0],
  ])('is not read into %s with %s bytes left', async (name, free) => {
    haveFree(free);
    const failure = await toWriteError(ENTRY, new DOMException('', name));
    expect(failure).toBeInstanceOf(StorageUnavailableError);
    // What is in memory only would be lost by it.
    expect(failure.message).not.toMatch(/^Reload|[.;] ?Reload/);
    expect(failure.message).toMatch(/Download what is not saved/);
  });

  test('is no newer format', async () => {
    haveFree(0);
    expect(await toWriteError(ENTRY, new StorageOutdatedError())).toBeInstanceOf(StorageOutdatedError);
  });
});
