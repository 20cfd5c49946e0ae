import { availableParallelism } from 'node:os';
import { defineConfig, mergeConfig } from 'vitest/config';
import { HEADLESS_CHROMIUM } from './tests/support/headlessChromium.ts';
import { sharingTests } from './tests/support/sharingTests.ts';
import app from './vite.config.ts';

const SHARING = sharingTests();

/** The tests of `npm test`, built as the app is; `interop` is skipped where there is no Python for it. */
const tests = defineConfig({
  test: {
    // Vitest's own default keeps a core for itself, which is half of a small machine.
    maxWorkers: availableParallelism(),
    // A guard against what never ends, on a machine that does much else as well.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          environment: 'node',
          include: ['tests/architecture.test.ts', 'tests/unit/**/*.test.ts', 'tests/faults/quick/*.test.ts'],
          exclude: SHARING,
          provide: { extent: 'few' },
          expect: { poll: { timeout: 20_000 } },
        },
      },
      {
        extends: true,
        test: {
          name: 'unit-sharing',
          environment: 'node',
          include: SHARING,
          provide: { extent: 'few' },
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['tests/browser/**/*.test.ts'],
          provide: { extent: 'few' },
          browser: HEADLESS_CHROMIUM,
        },
      },
      {
        extends: true,
        test: {
          name: 'interop',
          environment: 'node',
          include: ['tests/interop/**/*.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          environment: 'node',
          include: ['tests/e2e/*.test.ts'],
          globalSetup: ['tests/support/serveBuild.ts', 'tests/support/profileHistories.ts'],
          provide: { extent: 'few' },
          testTimeout: 480_000,
          // The first tests may wait for the histories that they begin with.
          hookTimeout: 480_000,
          // A loaded machine may take seconds to show what a click did.
          expect: { poll: { timeout: 20_000 } },
          // Of a hundred tests in whole browsers one may meet a moment in which the machine is busy otherwise; it is shown as retried.
          retry: 1,
          // After the others. A test here mostly waits, for a browser to start or a training to end: two fill two cores.
          sequence: { groupOrder: 1 },
          maxWorkers: 2,
        },
      },
    ],
  },
});

export default mergeConfig(app, tests);
