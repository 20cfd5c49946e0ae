import { resolve } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { ppoKernel } from '../../src/ppo/engines/wasm/build/vitePlugin.ts';

const plugins = [svelte(), ppoKernel()];

/** Hours of tests, one file at a time: what they measure should not be measured of each other. */
function long(name: string, include: readonly string[]) {
  return {
    plugins,
    test: {
      name,
      environment: 'node' as const,
      include: [...include],
      globalSetup: ['tests/support/serveBuild.ts'],
      fileParallelism: false,
      testTimeout: 4 * 3_600_000,
      hookTimeout: 240_000,
      // A loaded machine may take seconds to show what a click did.
      expect: { poll: { timeout: 20_000 } },
    },
  };
}

/**
 * The fault suite: `npm run test:faults`. One file a fault, which first shows that the fault is real and then that the app
 * survives it. What needs Node alone lies in `quick` and is part of `npm test` as well; the rest drives the built app.
 */
export default defineConfig({
  root: resolve(import.meta.dirname, '../..'),
  test: {
    maxWorkers: 2,
    projects: [
      {
        plugins,
        test: {
          name: 'quick faults',
          environment: 'node',
          include: ['tests/faults/quick/*.test.ts'],
          provide: { extent: 'all' },
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
      {
        plugins,
        test: {
          name: 'faults',
          environment: 'node',
          // Faults that every `npm test` causes in the browser lie with the other tests of the page.
          include: ['tests/faults/*.test.ts', 'tests/e2e/long/gpuLoss.test.ts'],
          globalSetup: ['tests/support/serveBuild.ts'],
          testTimeout: 480_000,
          hookTimeout: 240_000,
          // A loaded machine may take seconds to show what a click did.
          expect: { poll: { timeout: 20_000 } },
        },
      },
      long('soak', ['tests/faults/long/soak.test.ts']),
      long('size', ['tests/faults/long/many*.test.ts']),
    ],
  },
});
