import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { DEFAULT_PORT } from '../../../bin/port.mjs';

/** What `npm start` says of its port, before anything is built. */

const ROOT = resolve(import.meta.dirname, '../../..');

async function occupy(body: string, host: string): Promise<number> {
  const server = createServer((_, response) => response.end(body));
  await new Promise<void>((listening) => server.listen(0, host, listening));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return (server.address() as AddressInfo).port;
}

async function serve(words: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, ['bin/serve.mjs', ...words], {
    cwd: ROOT,
    env: { ...process.env, PORT: '', ...environment },
  });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, out, lines: err.trimEnd().split('\n') };
}

test.each([
  { mode: 'start', command: 'npm start', host: '127.0.0.1' },
  { mode: 'preview', command: 'npm run preview', host: '0.0.0.0' },
  { mode: 'dev', command: 'npm run dev', host: '127.0.0.1' },
])(
  '$command says that the port is taken, by whom, and how to give another',
  async ({ mode, command, host }) => {
    const port = await occupy('something else', host);
    const { status, out, lines } = await serve([mode, '--port', String(port)]);
    expect(status).toBe(1);
    expect(out).toBe('');
    expect(lines[0]).toMatch(new RegExp(`^Port ${port} is taken.*\\. Stop that program first\\.$`));
    // Where the system has a tool that tells.
    if (spawnSync('lsof', ['-v']).error === undefined) expect(lines[0]).toContain(`(process ${process.pid})`);
    const other = /^Or give another port: (.*) -- --port (\d+)$/.exec(lines[1]);
    expect(other?.[1]).toBe(command);
    expect(Number(other?.[2])).toBeGreaterThan(port);
    expect(lines[2]).toMatch(/owns the stored checkpoints/);
    expect(lines.slice(3)).toEqual(['Nothing was started.']);
  },
);

test('where TMD Lab is there already, it gives its address; PORT counts as well', async () => {
  const port = await occupy('<title>TMD Lab</title>', '127.0.0.1');
  const { status, lines } = await serve(['start'], { PORT: String(port) });
  expect(status).toBe(1);
  expect(lines[0]).toMatch(new RegExp(`^TMD Lab is already being served at http://localhost:${port}/`));
});

test.each([
  [['--port', '70000'], /^The port is "70000"; it must be a whole number from 1 to 65535/],
  [['--port=here'], /^The port is "here"; it must be/],
  [['--prot', '4174'], /--prot/],
])('%j is refused in words', async (words, message) => {
  const { status, lines } = await serve(['start', ...words]);
  expect(status).toBe(1);
  expect(lines[0]).toMatch(message);
  expect(lines.join('\n')).not.toContain('    at ');
});

test('the usual port stays: visitors of localhost have their checkpoints there', () => {
  expect(DEFAULT_PORT).toBe(4173);
});
