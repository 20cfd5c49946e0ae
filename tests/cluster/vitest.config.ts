import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

/** The examples of `docs/cluster.md` on Slurm and Ray themselves: `npm run test:cluster`. */
export default defineConfig({
  root: resolve(import.meta.dirname, '../..'),
  test: {
    name: 'cluster',
    environment: 'node',
    include: ['tests/cluster/*.test.ts'],
    testTimeout: 280_000,
    hookTimeout: 280_000,
    maxWorkers: 1,
  },
});
