import { afterEach, expect, test, vi } from 'vitest';
import { requestPersistence, storageHealth } from '../../../src/platform/storageManager';

afterEach(() => {
  vi.unstubAllGlobals();
});

function stubStorage({ persisted, estimate }: { persisted: boolean; estimate: StorageEstimate }): void {
  vi.stubGlobal('navigator', {
    storage: {
      persisted: () => Promise.resolve(persisted),
      persist: () => Promise.resolve(persisted),
      estimate: () => Promise.resolve(estimate),
    },
  });
}

test.each([true, false])('tells whether the storage is persistent: %s', async (persisted) => {
  stubStorage({ persisted, estimate: { usage: 1234, quota: 1e9 } });
  expect(await storageHealth()).toEqual({ persisted, usage: 1234, quota: 1e9 });
  expect(await requestPersistence()).toBe(persisted);
});

test.each([
  ['no navigator.storage, as on plain http and in WebKitGTK', {}],
  ['no method in it', { storage: {} }],
  [
    'a storage that is blocked',
    {
      storage: {
        persisted: () => Promise.reject(new DOMException('', 'SecurityError')),
        persist: () => Promise.reject(new DOMException('', 'SecurityError')),
        estimate: () => {
          throw new DOMException('', 'SecurityError');
        },
      },
    },
  ],
])('with %s, says nothing of it and fails nowhere', async (_, navigator) => {
  vi.stubGlobal('navigator', navigator);
  expect(await storageHealth()).toEqual({ persisted: null, usage: null, quota: null });
  expect(await requestPersistence()).toBe(null);
});

test('with persisted alone, tells that', async () => {
  vi.stubGlobal('navigator', { storage: { persisted: () => Promise.resolve(true) } });
  expect(await storageHealth()).toEqual({ persisted: true, usage: null, quota: null });
});

test('does without an estimate', async () => {
  stubStorage({ persisted: false, estimate: {} });
  expect(await storageHealth()).toEqual({ persisted: false, usage: null, quota: null });
});
