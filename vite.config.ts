import { svelte } from '@sveltejs/vite-plugin-svelte';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { ppoKernel } from './src/ppo/engines/wasm/build/vitePlugin.ts';
import { CHROMIUM_ARGUMENTS, findChromium } from './tests/support/chromium.mjs';

/** What lets the page share memory between threads; any host that sends these two headers will do. */
const crossOriginIsolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

const hasDesktop =
  process.platform !== 'linux' || Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY);
const open = hasDesktop && !process.env.CI;

export default defineConfig({
  plugins: [svelte(), ppoKernel()],
  worker: { format: 'es', plugins: () => [ppoKernel()] },
  build: { target: 'es2023', chunkSizeWarningLimit: 2000 },
  // The port is part of the origin, and the origin owns the stored checkpoints: another port would hide them.
  server: { port: 4173, strictPort: true, headers: crossOriginIsolation },
  preview: { port: 4173, strictPort: true, open, headers: crossOriginIsolation },
  test: {
    testTimeout: 60_000,
    hookTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          environment: 'node',
          include: ['tests/architecture.test.ts', 'tests/unit/**/*.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['tests/browser/**/*.test.ts'],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: { executablePath: findChromium() ?? undefined, args: CHROMIUM_ARGUMENTS },
            }),
            instances: [{ browser: 'chromium' }],
          },
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
          include: ['tests/e2e/**/*.test.ts'],
          globalSetup: ['tests/support/serveBuild.ts'],
          testTimeout: 180_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
