import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { Plugin } from 'vite';
import { defineConfig } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import packageJson from './package.json' with { type: 'json' };
import { DEFAULT_PORT } from './bin/port.mjs';
import { ppoKernel } from './src/ppo/engines/wasm/build/vitePlugin.ts';
import { POLICY_OF_THE_PAGE, SECURITY_HEADERS } from './src/serviceWorker/securityHeaders.ts';

/** Threads need isolation while developing too; the policy would stop Vite's own scripts. */
const isolation = Object.fromEntries(
  Object.entries(SECURITY_HEADERS).filter(([name]) => name.startsWith('Cross-Origin-')),
);

/** The policy within the page, for hosts that do not send it. */
const contentSecurityPolicy: Plugin = {
  name: 'content-security-policy',
  apply: 'build',
  transformIndexHtml: () => [
    {
      tag: 'meta',
      attrs: { 'http-equiv': 'Content-Security-Policy', content: POLICY_OF_THE_PAGE },
      injectTo: 'head-prepend',
    },
  ],
};

/** Vite gathers the licences of the page's scripts; those of fonts and workers it does not see. */
const licences: Plugin = {
  name: 'licences',
  apply: 'build',
  generateBundle() {
    for (const name of Object.keys(packageJson.dependencies)) {
      const folder = resolve(import.meta.dirname, 'node_modules', name);
      const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
      const { license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
        license: string;
      };
      const source = file ? readFileSync(join(folder, file)) : `${name}: ${license}\n`;
      this.emitFile({
        type: 'asset',
        fileName: `licences/${name.replace('@', '').replace('/', '-')}.txt`,
        source,
      });
    }
  },
};

/** Installable, and offline after the first visit. The page registers the worker and offers its updates by itself. */
const installable = VitePWA({
  strategies: 'injectManifest',
  registerType: 'prompt',
  injectRegister: false,
  srcDir: 'src/serviceWorker',
  filename: 'serviceWorker.ts',
  manifest: {
    // No id: it would be read from the origin's root. The start page is the id, in each folder another one.
    name: 'TMD Lab',
    short_name: 'TMD Lab',
    description: 'Train a PPO controller for an active tuned mass damper in your browser, on your own GPU.',
    display: 'standalone',
    start_url: './',
    theme_color: '#0b5d73',
    background_color: '#fbfaf7',
    categories: ['education', 'science'],
    icons: [
      { src: 'icon-192.png', sizes: '192x192', type: 'image/png' },
      { src: 'icon-512.png', sizes: '512x512', type: 'image/png' },
      { src: 'icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
    ],
  },
  injectManifest: {
    rollupFormat: 'iife',
    globPatterns: ['**/*.{html,js,css,wasm,svg,png,woff2,webmanifest}'],
    // tfjs, the largest file, has 1.6 MB.
    maximumFileSizeToCacheInBytes: 4 * 2 ** 20,
  },
});

/**
 * No chunk of a worker imports from the worker's entry: WebKit would evaluate the entry again for that, and with it do again
 * all that it does.
 */
const entriesOfTheirOwn: Plugin = {
  name: 'entries-of-their-own',
  options: (options) => ({ ...options, preserveEntrySignatures: 'strict' }),
};

const hasDesktop =
  process.platform !== 'linux' || Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY);
const open = hasDesktop && !process.env.CI;

export default defineConfig({
  // Every address is relative: the build works in any folder of any host.
  base: './',
  plugins: [svelte(), ppoKernel(), contentSecurityPolicy, licences, installable],
  worker: { format: 'es', plugins: () => [ppoKernel(), entriesOfTheirOwn] },
  build: { target: 'es2023', license: { fileName: 'licences/scripts.md' }, chunkSizeWarningLimit: 2000 },
  server: { port: DEFAULT_PORT, strictPort: true, headers: isolation },
  preview: { port: DEFAULT_PORT, strictPort: true, open, headers: SECURITY_HEADERS },
});
