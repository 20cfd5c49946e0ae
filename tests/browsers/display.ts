import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { TestProject } from 'vitest/node';
import { missingForWebkit } from './find.mjs';

declare module 'vitest' {
  interface ProvidedContext {
    /** X display without a screen, as `:99`; empty where nothing here needs one. */
    display: string;
  }
}

/** A display of its own for the browsers that cannot do without: nothing of it is seen on the machine's. */
export default async function display(project: TestProject): Promise<() => void> {
  if (missingForWebkit()) {
    project.provide('display', '');
    return () => undefined;
  }
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1600x1200x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const number = await new Promise<string>((resolve, reject) => {
    (server.stdio[3] as Readable).once('data', (data: Buffer) => resolve(data.toString().trim()));
    server.once('error', reject);
    server.once('exit', (status) => reject(new Error(`Xvfb ended with ${status}.`)));
  });
  project.provide('display', `:${number}`);
  return () => void server.kill();
}
