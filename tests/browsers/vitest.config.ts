import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';
import { ppoKernel } from '../../src/ppo/engines/wasm/build/vitePlugin.ts';

const plugins = [ppoKernel()];
const shared = {
  environment: 'node' as const,
  globalSetup: ['tests/support/serveBuild.ts', 'tests/browsers/display.ts'],
  hookTimeout: 120_000,
  // A loaded machine may take seconds to show what a click did.
  expect: { poll: { timeout: 60_000 } },
  // As in the tests of the page in Chromium: it is shown as retried.
  retry: 1,
};

/**
 * The built app in other browsers than Chromium: `npm run test:browsers`. The short part is what `.ci/run` runs; the long
 * one runs it in every browser, trains a real stage and repeats what has failed once in a while.
 */
export default defineConfig({
  root: resolve(import.meta.dirname, '../..'),
  test: {
    maxWorkers: 2,
    projects: [
      {
        plugins,
        test: {
          ...shared,
          name: 'short',
          include: ['tests/browsers/*.test.ts'],
          testTimeout: 6 * 60_000,
          provide: { extent: 'few' },
        },
      },
      {
        plugins,
        test: {
          ...shared,
          name: 'long',
          include: ['tests/browsers/**/*.test.ts'],
          testTimeout: 45 * 60_000,
          provide: { extent: 'all' },
        },
      },
    ],
  },
});
