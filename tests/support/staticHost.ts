import { cpSync, createReadStream, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';
import { SECURITY_HEADERS } from '../../src/serviceWorker/securityHeaders';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
};

/** A host of static files as there are many: folders of the build, a redirect to a folder's slash, and 404 for the rest. */
export interface StaticHost {
  /** With a slash at its end. */
  readonly origin: string;
  /** Where its files lie. */
  readonly directory: string;
  /** What it answered with 404. */
  readonly missed: readonly string[];
  /** Ends all connections; later ones are refused. */
  stop(): Promise<void>;
}

interface StaticHostOptions {
  /** Where a copy of the build lies; '' is the root. */
  readonly folders: readonly string[];
  readonly sendsHeaders?: boolean;
  /** Files that are not there. */
  readonly lacks?: RegExp;
}

async function start({ folders, sendsHeaders = true, lacks = /^$/ }: StaticHostOptions): Promise<StaticHost> {
  const root = mkdtempSync(join(tmpdir(), 'tmd-lab-host-'));
  for (const folder of folders) {
    cpSync(resolve(import.meta.dirname, '../../dist'), join(root, folder), { recursive: true });
  }
  const missed: string[] = [];

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname } = new URL(request.url ?? '/', 'http://host');
    const path = join(root, pathname);
    const isFolder = existsSync(path) && statSync(path).isDirectory();
    if (isFolder && !pathname.endsWith('/')) {
      response.writeHead(301, { Location: `${pathname}/` }).end();
      return;
    }
    const file = isFolder ? join(path, 'index.html') : path;
    if (!existsSync(file) || lacks.test(pathname)) {
      missed.push(pathname);
      response.writeHead(404, { 'Content-Type': 'text/plain' }).end('Not found');
      return;
    }
    const type = TYPES[extname(file)] ?? 'application/octet-stream';
    response.writeHead(200, { 'Content-Type': type, ...(sendsHeaders ? SECURITY_HEADERS : {}) });
    // A browser may ask in the moment in which the host stops and its files go.
    createReadStream(file)
      .on('error', () => response.destroy())
      .pipe(response);
  }

  const server = createServer(answer);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  let isStopped = false;
  return {
    origin: `http://localhost:${port}/`,
    directory: root,
    missed,
    async stop() {
      if (isStopped) return;
      isStopped = true;
      await new Promise((closed) => {
        server.close(closed);
        server.closeAllConnections();
      });
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** It is stopped when the test is over. */
export async function hostForTest(options: StaticHostOptions): Promise<StaticHost> {
  const host = await start(options);
  onTestFinished(() => host.stop());
  return host;
}
