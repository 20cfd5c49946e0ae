import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { rememberedFiles, rememberFiles } from '../../../../src/checkpoint/store/storageWitness';

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
    expect(rememberedFiles()).toEqual([]);
  });

  test('forgets nothing but what is gone for a reason', () => {
    rememberFiles(['b', 'a', 'c']);
    rememberFiles(['new']);
    rememberFiles([]);
    expect(rememberedFiles()).toEqual(['a', 'b', 'c', 'new']);
    rememberFiles(['a'], ['b', 'never there']);
    expect(rememberedFiles()).toEqual(['a', 'c', 'new']);
  });

  test.each(['not JSON', '{"a":1}', 'null', '[1, null]'])('takes %s for no memory', (text) => {
    rememberFiles(['a']);
    for (const key of stored.keys()) stored.set(key, text);
    expect(rememberedFiles()).toEqual([]);
  });

  test('is silent where localStorage is forbidden', () => {
    const forbidden = () => {
      throw new DOMException('', 'SecurityError');
    };
    vi.stubGlobal('localStorage', { getItem: forbidden, setItem: forbidden });
    expect(rememberedFiles()).toEqual([]);
    expect(() => rememberFiles(['a'])).not.toThrow();
  });
});
