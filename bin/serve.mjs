#!/usr/bin/env node
/**
 * What `npm start`, `npm run preview` and `npm run dev` run: first a look at the port, then what takes time.
 *
 *   serve.mjs start|preview|dev [--port N] [--host [ADDRESS]]
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { DEFAULT_PORT, obstacleAt } from './port.mjs';

const COMMANDS = { start: 'npm start', preview: 'npm run preview', dev: 'npm run dev' };
const OPTIONS = { port: { type: 'string' }, host: { type: 'string' } };
const root = resolve(import.meta.dirname, '..');

const [mode, ...words] = process.argv.slice(2);
const command = COMMANDS[mode];
const { port, host } = readOptions();

await requireFreePort();
const vite = await import('vite').catch(() => fail('The packages are not installed. Run npm ci first.'));
if (mode === 'start') await vite.build({ root });
try {
  const server = await serve();
  server.printUrls();
  server.bindCLIShortcuts({ print: true });
} catch (error) {
  // A build takes long enough for another program to come first.
  await requireFreePort();
  throw error;
}

async function serve() {
  const address = { port, strictPort: true, ...(host === undefined ? {} : { host }) };
  if (mode !== 'dev') return vite.preview({ root, preview: address });
  const server = await vite.createServer({ root, server: address });
  return server.listen();
}

async function requireFreePort() {
  const obstacle = await obstacleAt(port, command);
  if (obstacle !== null) fail(obstacle);
}

function readOptions() {
  const { values } = parse();
  const text = values.port ?? (process.env.PORT || String(DEFAULT_PORT));
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < 1 || number > 65_535) {
    fail(
      `The port is "${text}"; it must be a whole number from 1 to 65535, for instance ${command} -- --port 4174`,
    );
  }
  return { port: number, host: values.host };
}

function parse() {
  // As in Vite, a bare --host stands for every address of this machine.
  const isBare = (word, i) => word === '--host' && (words[i + 1] ?? '--').startsWith('--');
  const args = words.map((word, i) => (isBare(word, i) ? '--host=0.0.0.0' : word));
  try {
    return parseArgs({ args, options: OPTIONS });
  } catch (error) {
    return fail(`${error.message}\n${command} takes --port N and --host ADDRESS; PORT=N is read as well.`);
  }
}

function fail(text) {
  process.stderr.write(`${text}\nNothing was started.\n`);
  process.exit(1);
}
