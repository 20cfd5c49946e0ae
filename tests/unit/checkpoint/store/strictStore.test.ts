import { IDBFactory } from 'fake-indexeddb';
import { get, keys, set, setMany, update } from 'idb-keyval';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  StorageBlockedError,
  StorageOutdatedError,
  StorageSilentError,
  StorageUnavailableError,
} from '../../../../src/checkpoint/store/errors';
import { PATIENCE } from '../../../../src/checkpoint/store/patience';
import type { StorageNotice } from '../../../../src/checkpoint/store/storageNotice';
import { createStrictStore } from '../../../../src/checkpoint/store/strictStore';

afterEach(() => {
  vi.unstubAllGlobals();
});

/** Lets promise callbacks run that are due. */
const settled = () => new Promise<void>((resolve) => setTimeout(resolve));

class FakeTransaction extends EventTarget {
  error: DOMException | null = null;
  readonly abort = vi.fn();
  readonly objectStore = () => ({});

  emit(type: 'complete' | 'abort' | 'error', target: object = this): void {
    const event = new Event(type);
    Object.defineProperty(event, 'target', { value: target });
    this.dispatchEvent(event);
  }
}

class FakeDatabase {
  onclose: (() => void) | null = null;
  onversionchange: ((event: { newVersion: number | null }) => void) | null = null;
  readonly close = vi.fn();
  readonly createObjectStore = vi.fn();
  readonly transactions: FakeTransaction[] = [];
  readonly transaction = vi.fn<(...parameters: unknown[]) => FakeTransaction>(() => {
    const transaction = new FakeTransaction();
    this.transactions.push(transaction);
    return transaction;
  });
}

class FakeOpenRequest {
  result = new FakeDatabase();
  error: DOMException | null = null;
  onsuccess: (() => void) | null = null;
  onerror: (() => void) | null = null;
  onblocked: (() => void) | null = null;
  onupgradeneeded: ((event: { dataLoss?: string; dataLossMessage?: string }) => void) | null = null;
}

describe('the store on a browser that misbehaves', () => {
  let requests: FakeOpenRequest[];
  let notices: StorageNotice[];
  let store: ReturnType<typeof createStrictStore>;

  beforeEach(() => {
    requests = [];
    notices = [];
    vi.stubGlobal('indexedDB', {
      open: () => {
        const request = new FakeOpenRequest();
        requests.push(request);
        return request;
      },
    });
    store = createStrictStore('test', (notice) => notices.push(notice));
  });

  /** Starts a call and gets as far as its transaction. */
  async function begin<Result>(callback: () => Result | PromiseLike<Result>) {
    const result = store('readwrite', callback);
    result.catch(() => undefined);
    requests[0].onsuccess?.();
    await settled();
    return { result, transaction: requests[0].result.transactions[0], database: requests[0].result };
  }

  const quota = new DOMException('', 'QuotaExceededError');

  test('asks for strict durability', async () => {
    const { database } = await begin(() => 1);
    expect(database.transaction).toHaveBeenCalledExactlyOnceWith('files', 'readwrite', {
      durability: 'strict',
    });
  });

  test('resolves when the transaction is complete, not before', async () => {
    const { result, transaction } = await begin(() => Promise.resolve(7));
    const observed = vi.fn();
    const observing = result.then(observed);
    await settled();
    expect(observed).not.toHaveBeenCalled();
    transaction.emit('complete');
    await observing;
    expect(observed).toHaveBeenCalledWith(7);
  });

  test('rejects with the transaction’s error when it is aborted', async () => {
    const { result, transaction } = await begin(() => 1);
    transaction.error = quota;
    transaction.emit('abort');
    await expect(result).rejects.toBe(quota);
  });

  test('rejects with the request’s error when a request fails', async () => {
    const { result, transaction } = await begin(() => 1);
    transaction.emit('error', { error: quota });
    await expect(result).rejects.toBe(quota);
  });

  test('rejects with an error also when the browser gives none', async () => {
    const { result, transaction } = await begin(() => 1);
    transaction.emit('abort');
    await expect(result).rejects.toThrow('aborted the transaction');
  });

  test('a request whose promise stays pending does not hold up the rejection', async () => {
    const { result, transaction } = await begin(() => new Promise(() => undefined));
    transaction.error = quota;
    transaction.emit('abort');
    await expect(result).rejects.toBe(quota);
  });

  test('aborts when the callback throws', async () => {
    const mistake = new Error('cannot be cloned');
    const { result, transaction } = await begin(() => {
      throw mistake;
    });
    await expect(result).rejects.toBe(mistake);
    expect(transaction.abort).toHaveBeenCalledOnce();
  });

  test('aborts when the callback’s promise rejects', async () => {
    const mistake = new Error('cannot be updated');
    const { result, transaction } = await begin(() => Promise.reject(mistake));
    await expect(result).rejects.toBe(mistake);
    expect(transaction.abort).toHaveBeenCalledOnce();
  });

  test('reports the mistake, not that the transaction could not be aborted any more', async () => {
    const mistake = new Error('cannot be updated');
    let refuse: (reason: Error) => void = () => undefined;
    const { result, transaction } = await begin(() => new Promise((_, reject) => (refuse = reject)));
    transaction.abort.mockImplementation(() => {
      throw new DOMException('', 'InvalidStateError');
    });
    refuse(mistake);
    await expect(result).rejects.toBe(mistake);
  });

  describe('when the connection is closing', () => {
    const closing = () => {
      throw new DOMException('The database connection is closing.', 'InvalidStateError');
    };

    test('opens it again, once', async () => {
      const result = store('readonly', () => 'found');
      requests[0].result.transaction.mockImplementation(closing);
      requests[0].onsuccess?.();
      await settled();
      requests[1].onsuccess?.();
      await settled();
      requests[1].result.transactions[0].emit('complete');
      expect(await result).toBe('found');
      expect(requests).toHaveLength(2);
    });

    test('gives up when that does not help', async () => {
      const result = store('readonly', () => 1);
      result.catch(() => undefined);
      for (const attempt of [0, 1]) {
        requests[attempt].result.transaction.mockImplementation(closing);
        requests[attempt].onsuccess?.();
        await settled();
      }
      await expect(result).rejects.toThrow(StorageUnavailableError);
      await expect(result).rejects.toThrow('The database connection is closing.');
      expect(requests).toHaveLength(2);
    });

    test('does not take other errors for it', async () => {
      const result = store('readonly', () => 1);
      result.catch(() => undefined);
      requests[0].result.transaction.mockImplementation(() => {
        throw new DOMException('', 'NotFoundError');
      });
      requests[0].onsuccess?.();
      await expect(result).rejects.toThrow(StorageUnavailableError);
      expect(requests).toHaveLength(1);
    });
  });

  test('opens the connection again after the browser closed it', async () => {
    const { database } = await begin(() => 1);
    database.onclose?.();
    store('readonly', () => 1).catch(() => undefined);
    expect(requests).toHaveLength(2);
  });

  test('shares one connection between calls', async () => {
    await begin(() => 1);
    store('readonly', () => 1).catch(() => undefined);
    await settled();
    expect(requests).toHaveLength(1);
    expect(requests[0].result.transactions).toHaveLength(2);
  });

  test('does not remember a failed opening', async () => {
    const failed = store('readonly', () => 1);
    failed.catch(() => undefined);
    requests[0].error = new DOMException('Internal error.', 'UnknownError');
    requests[0].onerror?.();
    await expect(failed).rejects.toThrow(StorageUnavailableError);
    await expect(failed).rejects.toThrow(/Internal error.*changed nothing.*Download what is not saved/);
    const next = store('readonly', () => 2);
    requests[1].onsuccess?.();
    await settled();
    requests[1].result.transactions[0].emit('complete');
    expect(await next).toBe(2);
  });

  test('says so where the browser forbids storage', async () => {
    vi.stubGlobal('indexedDB', {
      open: () => {
        throw new DOMException('Denied.', 'SecurityError');
      },
    });
    await expect(store('readonly', () => 1)).rejects.toThrow(StorageUnavailableError);
  });

  test('says so where an older version holds the database, and never blocks it in turn', async () => {
    const result = store('readonly', () => 1);
    requests[0].onblocked?.();
    await expect(result).rejects.toThrow(StorageBlockedError);
    requests[0].onsuccess?.();
    expect(requests[0].result.close).toHaveBeenCalledOnce();
  });

  test.each([
    ['readwrite', ['files']],
    ['readonly', ['elsewhere']],
  ] as const)('says so where a newer version has the database, %s of %j', async (mode, stores) => {
    const result = store(mode, () => 1);
    requests[0].error = new DOMException('', 'VersionError');
    requests[0].onerror?.();
    await vi.waitFor(() => expect(requests).toHaveLength(2));
    const newer = {
      version: 2,
      objectStoreNames: { contains: (name: string) => stores.includes(name as never) },
    };
    Object.assign(requests[1].result, newer);
    requests[1].onsuccess?.();
    await expect(result).rejects.toThrow(StorageOutdatedError);
    expect(notices).toEqual([{ kind: 'outdated' }]);
  });

  test('makes way for a newer version and tells', async () => {
    const { database } = await begin(() => 1);
    database.onversionchange?.({ newVersion: 2 });
    expect(database.close).toHaveBeenCalledOnce();
    expect(notices).toEqual([{ kind: 'outdated' }]);
    store('readonly', () => 1).catch(() => undefined);
    expect(requests).toHaveLength(2);
  });

  test('makes way when the database is deleted', async () => {
    const { database } = await begin(() => 1);
    database.onversionchange?.({ newVersion: null });
    expect(database.close).toHaveBeenCalledOnce();
    expect(notices).toEqual([]);
  });

  test.each([
    [
      { dataLoss: 'total', dataLossMessage: 'Corruption: CURRENT' },
      [{ kind: 'emptied', message: 'Corruption: CURRENT' }],
    ],
    [{ dataLoss: 'none', dataLossMessage: '' }, []],
    [{}, []],
  ])('tells of a database that the browser emptied: %o', (event, expected) => {
    store('readonly', () => 1).catch(() => undefined);
    requests[0].onupgradeneeded?.(event);
    expect(requests[0].result.createObjectStore).toHaveBeenCalledExactlyOnceWith('files');
    expect(notices).toEqual(expected);
  });

  describe('that does not answer', () => {
    beforeEach(() => vi.useFakeTimers());

    afterEach(() => vi.useRealTimers());

    /** Lets `PATIENCE` pass, and what is then due happen. */
    const waitInVain = () => vi.advanceTimersByTimeAsync(PATIENCE);

    /** Begins a call whose transaction is under way. */
    async function beginSilent() {
      const callback = vi.fn(() => 'stored');
      const result = store('readwrite', callback);
      result.catch(() => undefined);
      requests[0].onsuccess?.();
      await vi.advanceTimersByTimeAsync(0);
      return { result, callback, first: requests[0].result };
    }

    test('is told of within 10 s, and asked anew on another connection', async () => {
      const { callback, first } = await beginSilent();
      await vi.advanceTimersByTimeAsync(PATIENCE - 1);
      expect([notices, requests.length]).toEqual([[], 1]);
      await vi.advanceTimersByTimeAsync(1);
      expect(PATIENCE).toBeLessThan(10_000);
      expect([notices, requests.length]).toEqual([[{ kind: 'silent' }], 2]);
      requests[1].onsuccess?.();
      await vi.advanceTimersByTimeAsync(0);
      expect(callback).toHaveBeenCalledTimes(2);
      expect(first.close).toHaveBeenCalledOnce();
    });

    test('the new transaction ends the call, and the first one is undone', async () => {
      const { result, first } = await beginSilent();
      await waitInVain();
      requests[1].onsuccess?.();
      await vi.advanceTimersByTimeAsync(0);
      expect(first.transactions[0].abort).not.toHaveBeenCalled();
      requests[1].result.transactions[0].emit('complete');
      expect(await result).toBe('stored');
      expect(first.transactions[0].abort).toHaveBeenCalledOnce();
      expect(notices).toEqual([{ kind: 'silent' }, { kind: 'answered' }]);
    });

    test('a storage that was only slow ends the call by its first transaction; the alarm is taken back', async () => {
      const { result, first } = await beginSilent();
      await waitInVain();
      requests[1].onsuccess?.();
      await vi.advanceTimersByTimeAsync(0);
      first.transactions[0].emit('complete');
      expect(await result).toBe('stored');
      expect(notices).toEqual([{ kind: 'silent' }, { kind: 'answered' }]);
      // The second would write the same bytes again.
      expect(requests[1].result.transactions[0].abort).toHaveBeenCalledOnce();
    });

    test('a first transaction that the browser drops is no failure while another is under way', async () => {
      const { result, first } = await beginSilent();
      await waitInVain();
      requests[1].onsuccess?.();
      first.transactions[0].error = new DOMException('', 'AbortError');
      first.transactions[0].emit('abort');
      await vi.advanceTimersByTimeAsync(0);
      requests[1].result.transactions[0].emit('complete');
      expect(await result).toBe('stored');
    });

    test('is given up in the end, with an error that says what to do', async () => {
      const { result, first } = await beginSilent();
      for (const attempt of [1, 2]) {
        await waitInVain();
        requests[attempt].onsuccess?.();
      }
      await waitInVain();
      await expect(result).rejects.toThrow(StorageSilentError);
      await expect(result).rejects.toThrow(/24 s.*untouched.*Download.*reload/);
      expect(requests).toHaveLength(3);
      for (const { transactions } of [first, requests[1].result, requests[2].result])
        expect(transactions[0].abort).toHaveBeenCalledOnce();
    });

    test('once given up, holds up the next call for one patience only, until it answers again', async () => {
      const { result } = await beginSilent();
      await vi.advanceTimersByTimeAsync(3 * PATIENCE);
      await expect(result).rejects.toThrow(StorageSilentError);
      const second = store('readonly', () => 1);
      second.catch(() => undefined);
      await waitInVain();
      await expect(second).rejects.toThrow(/8 s/);
      const opened = requests.length;
      const third = store('readonly', () => 'back');
      requests[opened].onsuccess?.();
      await vi.advanceTimersByTimeAsync(0);
      requests[opened].result.transactions[0].emit('complete');
      expect(await third).toBe('back');
      expect(notices.at(-1)).toEqual({ kind: 'answered' });
    });

    test('an opening that never ends is the same; one that ends late runs nothing', async () => {
      const callback = vi.fn(() => 'read');
      const result = store('readonly', callback);
      await waitInVain();
      expect(notices).toEqual([{ kind: 'silent' }]);
      requests[1].onsuccess?.();
      await vi.advanceTimersByTimeAsync(0);
      requests[1].result.transactions[0].emit('complete');
      expect(await result).toBe('read');
      requests[0].onsuccess?.();
      await vi.advanceTimersByTimeAsync(0);
      expect(callback).toHaveBeenCalledOnce();
      expect(requests[0].result.close).toHaveBeenCalledOnce();
    });

    test('calls that end leave no timer behind', async () => {
      const { result, first } = await beginSilent();
      first.transactions[0].emit('complete');
      await result;
      expect(vi.getTimerCount()).toBe(0);
    });
  });
});

describe('the store under idb-keyval', () => {
  let store: ReturnType<typeof createStrictStore>;

  beforeEach(() => {
    vi.stubGlobal('indexedDB', new IDBFactory());
    store = createStrictStore('test', () => undefined);
  });

  test('a value that cannot be cloned leaves nothing of its group behind', async () => {
    const group: [string, unknown][] = [
      ['first', 1],
      ['second', () => undefined],
    ];
    await expect(setMany(group, store)).rejects.toThrow(expect.objectContaining({ name: 'DataCloneError' }));
    expect(await keys(store)).toEqual([]);
  });

  test('an update that throws leaves the value as it was', async () => {
    await set('key', 1, store);
    const mistake = new Error('no');
    const change = update(
      'key',
      () => {
        throw mistake;
      },
      store,
    );
    await expect(change).rejects.toBe(mistake);
    expect(await get('key', store)).toBe(1);
  });
});
