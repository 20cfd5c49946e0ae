import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

/** The module anew, as on a new visit. */
async function visit() {
  vi.resetModules();
  return import('../../../src/platform/memory');
}

afterEach(() => {
  vi.unstubAllGlobals();
});

function storageOf(stored: Map<string, string>): Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> {
  return {
    getItem: (key) => stored.get(key) ?? null,
    setItem: (key, text) => stored.set(key, text),
    removeItem: (key) => stored.delete(key),
  };
}

test('remembers until the next visit', async () => {
  vi.stubGlobal('localStorage', storageOf(new Map()));
  const { remember, forget, recall } = await visit();
  expect(recall('theme')).toBe(null);
  expect(remember('theme', 'dark')).toBe(true);
  expect((await visit()).recall('theme')).toBe('dark');
  forget('theme');
  expect((await visit()).recall('theme')).toBe(null);
});

const refuse = () => {
  throw new DOMException('Access is denied for this document.', 'SecurityError');
};

describe.each([
  ['to name localStorage is forbidden, as with cookies blocked', () => forbidNaming()],
  ['there is no localStorage, as in a worker', () => vi.stubGlobal('localStorage', undefined)],
  ['localStorage is null, as in some embedded browsers', () => vi.stubGlobal('localStorage', null)],
  [
    'every call of it fails',
    () => vi.stubGlobal('localStorage', { getItem: refuse, setItem: refuse, removeItem: refuse }),
  ],
])('where %s', (_, arrange) => {
  beforeEach(arrange);

  test('remembers for as long as the page is open, and says that the next visit will not know', async () => {
    const { remember, forget, recall } = await visit();
    expect(recall('theme')).toBe(null);
    expect(remember('theme', 'dark')).toBe(false);
    expect(recall('theme')).toBe('dark');
    forget('theme');
    expect(recall('theme')).toBe(null);
    remember('theme', 'light');
    expect((await visit()).recall('theme')).toBe(null);
  });
});

test('what no longer fits is what the page goes on with, not what was there before', async () => {
  const stored = new Map([['theme', 'dark']]);
  const full = () => {
    throw new DOMException('', 'QuotaExceededError');
  };
  vi.stubGlobal('localStorage', { ...storageOf(stored), setItem: full });
  const { remember, forget, recall } = await visit();
  expect(remember('theme', 'light')).toBe(false);
  expect(recall('theme')).toBe('light');
  forget('theme');
  expect(recall('theme')).toBe(null);
  expect(stored.size).toBe(0);
});

function forbidNaming(): void {
  vi.stubGlobal('localStorage', null);
  Object.defineProperty(globalThis, 'localStorage', { get: refuse, configurable: true });
}
