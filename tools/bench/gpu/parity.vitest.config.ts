import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

/** The parity suite of the WebGPU engine on Dawn in Node.js: no browser is needed. */
export default defineConfig({
  root: resolve(import.meta.dirname, '../../..'),
  test: {
    name: 'dawn',
    environment: 'node',
    include: ['tests/browser/ppo/webgpuParity.test.ts'],
    setupFiles: [resolve(import.meta.dirname, 'installDawn.ts')],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: 1,
  },
});
