import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { preview } from 'vite';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the built app. */
    appUrl: string;
  }
}

/** Serves the built app while the tests run, on a port that is free, with the headers of `npm start`. */
export default async function serveBuild(project: TestProject): Promise<() => Promise<void>> {
  if (!existsSync(resolve(import.meta.dirname, '../../dist/index.html'))) {
    throw new Error('There is no build to test. Run `npm run build` first.');
  }
  const server = await preview({ preview: { port: 0, open: false }, logLevel: 'warn' });
  const url = server.resolvedUrls?.local[0];
  if (!url) throw new Error('The preview server has no address.');
  project.provide('appUrl', url);
  return () => server.close();
}
