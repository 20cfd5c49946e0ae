import { cpSync, mkdtempSync, rmSync } from 'node:fs';
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

/** @param sendsHeaders false: as a host that cannot be told to send any of ours */
export async function serveCopy({ sendsHeaders = true } = {}): Promise<ServedCopy> {
  const directory = mkdtempSync(join(tmpdir(), 'tmd-lab-build-'));
  cpSync(resolve(import.meta.dirname, '../../dist'), directory, { recursive: true });
  const server = await preview({
    configFile: sendsHeaders ? undefined : false,
    build: { outDir: directory },
    preview: { port: 0, open: false },
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
