import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';
import { ppoKernel } from '../../src/ppo/engines/wasm/build/vitePlugin.ts';
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
        plugins: [ppoKernel()],
        test: {
          name: 'long on the page',
          environment: 'node',
          testTimeout: TIMEOUT,
          hookTimeout: 240_000,
          expect: { poll: { timeout: 20_000 } },
          include: ['tests/e2e/{training,checkpoints,runs}.test.ts'],
          provide: { extent: 'all' },
          globalSetup: ['tests/support/serveBuild.ts', 'tests/support/profileHistories.ts'],
          maxWorkers: 2,
        },
      },
      {
        root,
        test: {
          name: 'long in the browser',
          testTimeout: TIMEOUT,
          include: ['tests/long/browser/*.test.ts', 'tests/browser/ppo/webgpu{Parity,Engine}.test.ts'],
          provide: { extent: 'all' },
          browser: HEADLESS_CHROMIUM,
        },
      },
    ],
  },
});
