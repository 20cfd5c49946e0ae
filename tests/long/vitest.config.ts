import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

/** Tests that train for real and take minutes: `npm run test:long`, never part of `npm test`. */
export default defineConfig({
  root: resolve(import.meta.dirname, '../..'),
  test: {
    name: 'long',
    environment: 'node',
    include: ['tests/long/**/*.test.ts'],
    globalSetup: ['tests/support/serveBuild.ts'],
    testTimeout: 60 * 60_000,
    hookTimeout: 120_000,
  },
});
