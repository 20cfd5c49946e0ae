import { describe } from 'vitest';
import type { Browser } from './drivers/browser';
import { chosenOf } from '../support/extent';
import { firefox } from './drivers/puppeteer';
import { webkit, webkitLikeSafari } from './drivers/webkit';

export const BROWSERS: readonly Browser[] = [firefox, webkit, webkitLikeSafari];

/** For what shared memory and files of its own change nothing in: WebKit would show the same twice. */
export const ENGINES = chosenOf(BROWSERS, [firefox, webkitLikeSafari]);

/** A suite for each browser; of one that is not here, all tests are skipped by name, with the reason. */
export function describeInBrowsers(
  name: string,
  tests: (browser: Browser) => void,
  browsers: readonly Browser[] = BROWSERS,
): void {
  for (const browser of browsers) {
    if (browser.missing) describe.skip(`${name} (${browser.name}: ${browser.missing})`, () => tests(browser));
    else describe(`${name} in ${browser.name}`, () => tests(browser));
  }
}
