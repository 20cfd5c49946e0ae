import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';
import { HEADLESS_CHROMIUM } from '../support/headlessChromium';

/** Milliseconds. */
const TIMEOUT = 60 * 60_000;

const root = resolve(import.meta.dirname, '../..');

/** What takes minutes, or holds on one kind of machine only: `npm run test:long`, never part of `npm test`. */
export default defineConfig({
  root,
  test: {
    projects: [
      {
        root,
        test: {
          name: 'long',
          environment: 'node',
          testTimeout: TIMEOUT,
          hookTimeout: 120_000,
          include: ['tests/long/*.test.ts'],
          globalSetup: ['tests/support/serveBuild.ts'],
        },
      },
      {
        root,
        test: {
          name: 'long in the browser',
          testTimeout: TIMEOUT,
          include: ['tests/long/browser/*.test.ts'],
          browser: HEADLESS_CHROMIUM,
        },
      },
    ],
  },
});
