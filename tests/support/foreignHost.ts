import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A host of another origin that lets everybody in, and remembers what it was asked for. */
export interface ForeignHost {
  /** With a slash at its end: another port is another origin. */
  readonly origin: string;
  /** Names that it was asked for, without the slash. */
  readonly asked: Set<string>;
  stop(): Promise<void>;
}

export async function startForeignHost(): Promise<ForeignHost> {
  const asked = new Set<string>();
  const note = (url = '/') => asked.add(new URL(url, 'http://host').pathname.slice(1));
  const server = createServer((request, response) => {
    note(request.url);
    response.writeHead(200, {
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Allow-Headers': '*',
      'Cross-Origin-Resource-Policy': 'cross-origin',
      'Content-Type': 'text/javascript',
    });
    response.end('export {};');
  });
  server.on('upgrade', (request, socket) => {
    note(request.url);
    socket.destroy();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://localhost:${port}/`,
    asked,
    stop: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}
