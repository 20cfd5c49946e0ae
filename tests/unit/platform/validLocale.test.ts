import { afterEach, expect, test, vi } from 'vitest';
import { ensureValidLocale } from '../../../src/platform/validLocale';

afterEach(() => {
  vi.unstubAllGlobals();
});

/** A navigator as browsers have it: the language is a getter of its prototype. */
function browserIn(language: string): { readonly language: string } {
  class Navigator {
    get language(): string {
      return language;
    }
  }
  return new Navigator();
}

test.each(['C', 'C.UTF-8', 'en_US', ''])(
  '"%s" is no language of Intl: the page is written in en',
  (language) => {
    const navigator = browserIn(language);
    vi.stubGlobal('navigator', navigator);
    ensureValidLocale();
    expect(navigator.language).toBe('en');
    expect(() => new Intl.NumberFormat(navigator.language)).not.toThrow();
  },
);

test.each(['de', 'en-GB', 'zh-Hant-TW'])('%s stays', (language) => {
  const navigator = browserIn(language);
  vi.stubGlobal('navigator', navigator);
  ensureValidLocale();
  expect(navigator.language).toBe(language);
});
