import { afterEach, expect, test, vi } from 'vitest';
import { requestPersistence, storageHealth } from '../../../src/checkpoint/storageHealth';

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

test('does without an estimate', async () => {
  stubStorage({ persisted: false, estimate: {} });
  expect(await storageHealth()).toEqual({ persisted: false, usage: null, quota: null });
});
