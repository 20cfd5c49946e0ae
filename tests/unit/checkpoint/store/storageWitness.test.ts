import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { rememberFiles, vanishedFiles } from '../../../../src/checkpoint/store/storageWitness';

const files = (...paths: string[]) => paths.map((path) => ({ path }));

describe('the witness', () => {
  const stored = new Map<string, string>();

  beforeEach(() => {
    stored.clear();
    vi.stubGlobal('localStorage', {
      getItem: (key: string) => stored.get(key) ?? null,
      setItem: (key: string, value: string) => stored.set(key, value),
    });
  });

  afterEach(() => {
    vi.unstubAllGlobals();
  });

  test('knows of nothing at first', () => {
    expect(vanishedFiles(files('a', 'b'))).toEqual([]);
  });

  test('names what was there and is not any more', () => {
    rememberFiles(files('a', 'b', 'c'));
    expect(vanishedFiles(files('b', 'new'))).toEqual(['a', 'c']);
    expect(vanishedFiles([])).toEqual(['a', 'b', 'c']);
  });

  test('forgets what was deleted before it was told again', () => {
    rememberFiles(files('a', 'b'));
    rememberFiles(files('b'));
    expect(vanishedFiles([])).toEqual(['b']);
  });

  test.each(['not JSON', '{"a":1}', 'null', '[1, null]'])('takes %s for no memory', (text) => {
    rememberFiles(files('a'));
    for (const key of stored.keys()) stored.set(key, text);
    expect(vanishedFiles([])).toEqual([]);
  });

  test('is silent where localStorage is forbidden', () => {
    const forbidden = () => {
      throw new DOMException('', 'SecurityError');
    };
    vi.stubGlobal('localStorage', { getItem: forbidden, setItem: forbidden });
    expect(vanishedFiles([])).toEqual([]);
    expect(() => rememberFiles(files('a'))).not.toThrow();
    expect(vanishedFiles(files('a'))).toEqual([]);
  });
});
