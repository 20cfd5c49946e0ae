import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { preview } from 'vite';

/** A copy of the build behind a server of its own, so that a test can change the one or stop the other. */
export interface ServedCopy {
  /** Address of the app, with a slash at its end. */
  readonly url: string;
  readonly directory: string;
  /** Resolves when a browser next asks for the file at `path`, which begins with a slash. */
  nextRequest(path: string): Promise<void>;
  /** Ends all connections; later ones are refused. */
  stop(): Promise<void>;
  remove(): Promise<void>;
}

interface ServeOptions {
  /** False: as a host that cannot be told to send any of ours. */
  readonly sendsHeaders?: boolean;
  /** Runs before anything else in the page and in each of its workers: a browser that lacks something. */
  readonly before?: string;
}

export async function serveCopy({
  sendsHeaders = true,
  before = '',
}: ServeOptions = {}): Promise<ServedCopy> {
  const directory = mkdtempSync(join(tmpdir(), 'tmd-lab-build-'));
  cpSync(resolve(import.meta.dirname, '../../dist'), directory, { recursive: true });
  if (before) runBefore(directory, before);
  const server = await preview({
    configFile: sendsHeaders ? undefined : false,
    build: { outDir: directory },
    preview: { port: 0, open: false, allowedHosts: true },
    logLevel: 'warn',
  });
  const url = server.resolvedUrls?.local[0];
  if (!url) throw new Error('The preview server has no address.');
  let isStopped = false;
  const stop = async () => {
    if (isStopped) return;
    isStopped = true;
    await server.close();
  };
  return {
    url,
    directory,
    nextRequest: (path) =>
      new Promise((resolve) => {
        const look = (request: IncomingMessage) => {
          if (request.url !== path) return;
          server.httpServer.off('request', look);
          resolve();
        };
        server.httpServer.on('request', look);
      }),
    stop,
    async remove() {
      await stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Modules run what they import first, so each of them imports the script first of all; it runs once. */
function runBefore(directory: string, script: string): void {
  const assets = join(directory, 'assets');
  for (const name of readdirSync(assets).filter((file) => file.endsWith('.js'))) {
    const file = join(assets, name);
    writeFileSync(file, `import './before.js';${readFileSync(file, 'utf8')}`);
  }
  writeFileSync(join(assets, 'before.js'), script);
}
