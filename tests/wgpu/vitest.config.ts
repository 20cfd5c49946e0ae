import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

/** The WebGPU engine on wgpu, which Firefox has too: `npm run test:wgpu` runs this in Deno. */
export default defineConfig({
  root: resolve(import.meta.dirname, '../..'),
  test: {
    name: 'wgpu',
    environment: 'node',
    include: ['tests/browser/ppo/webgpu{Parity,Engine,Group}.test.ts', 'tests/wgpu/**/*.test.ts'],
    provide: { extent: 'all' },
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: 1,
  },
});
