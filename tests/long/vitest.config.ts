import { resolve } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
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
          include: ['tests/long/v9Stage1.test.ts'],
          globalSetup: ['tests/support/serveBuild.ts'],
        },
      },
      {
        root,
        test: {
          name: 'long and alone',
          environment: 'node',
          testTimeout: TIMEOUT,
          include: ['tests/long/smoothness.test.ts'],
          globalSetup: ['tests/support/serveBuild.ts'],
          // After all others: it measures what the page does with a processor that it has to itself.
          sequence: { groupOrder: 2 },
          maxWorkers: 1,
        },
      },
      {
        root,
        plugins: [ppoKernel()],
        test: {
          name: 'e2e',
          environment: 'node',
          testTimeout: TIMEOUT,
          hookTimeout: 240_000,
          expect: { poll: { timeout: 20_000 } },
          include: ['tests/e2e/**/*.test.ts'],
          provide: { extent: 'all' },
          globalSetup: ['tests/support/serveBuild.ts', 'tests/support/profileHistories.ts'],
          sequence: { groupOrder: 1 },
          maxWorkers: 2,
        },
      },
      {
        root,
        plugins: [svelte(), ppoKernel()],
        test: {
          name: 'long in Node',
          environment: 'node',
          testTimeout: TIMEOUT,
          hookTimeout: 240_000,
          expect: { poll: { timeout: 20_000 } },
          include: [
            'tests/unit/cli/{commandLine,gpuSeries,interruptedRun,series}.test.ts',
            'tests/unit/ppo/engines/wasm{Engine,Parity}.test.ts',
            'tests/unit/trainer/trainingSession.test.ts',
          ],
          provide: { extent: 'all' },
        },
      },
      {
        root,
        test: {
          name: 'long in the browser',
          testTimeout: TIMEOUT,
          include: [
            'tests/long/browser/*.test.ts',
            'tests/browser/ppo/webgpu{Parity,Engine,Group,Memory}.test.ts',
          ],
          provide: { extent: 'all' },
          browser: HEADLESS_CHROMIUM,
        },
      },
    ],
  },
});
