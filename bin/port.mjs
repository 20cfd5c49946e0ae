import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import { promisify } from 'node:util';

/** It stays the same from start to start: it is part of the origin, and the origin owns the stored checkpoints. */
export const DEFAULT_PORT = 4173;

/** Where another program may listen so that browsers find it at `localhost`. */
const EVERYWHERE = ['127.0.0.1', '::1', '0.0.0.0', '::'];
/** Ports to look at for one that can be proposed. */
const PROPOSALS = 100;
const PATIENCE = 3000;

/**
 * Why the page cannot be served there, and what to do, for a person to read.
 *
 * @param {number} port
 * @param {string} command for which another port can be given
 * @returns {Promise<string | null>} null: it can
 */
export async function obstacleAt(port, command) {
  const problem = await problemAt(port);
  if (problem === null) return null;
  const other = await freePortAfter(port);
  const giveAnother = `${command} -- --port ${other}`;
  if (problem !== 'EADDRINUSE') {
    return `Port ${port} cannot be opened here (${problem}). Give another one: ${giveAnother}`;
  }
  const owner = await ownerOf(port);
  const isOurs = await answersAsTmdLab(port);
  return [
    isOurs
      ? `TMD Lab is already being served at http://localhost:${port}/${owner && `, by ${owner}`}. Open that address, or stop it first.`
      : `Port ${port} is taken${owner && ` by ${owner}`}. Stop that program first.`,
    `Or give another port: ${giveAnother}`,
    `The port is part of the address that owns the stored checkpoints: port ${other} does not show those of port ${port}.`,
  ].join('\n');
}

/** @returns {Promise<string | null>} the system's code of the error */
async function problemAt(port) {
  for (const host of EVERYWHERE) {
    const problem = await tryToListen(port, host);
    // Not every machine has both kinds of addresses.
    if (problem !== null && problem !== 'EADDRNOTAVAIL' && problem !== 'EAFNOSUPPORT') return problem;
  }
  return null;
}

function tryToListen(port, host) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', ({ code, message }) => resolve(code ?? message));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(null)));
  });
}

async function freePortAfter(port) {
  const start = port < 1024 ? DEFAULT_PORT : port + 1;
  for (let candidate = start; candidate < Math.min(start + PROPOSALS, 65_536); candidate++) {
    if ((await problemAt(candidate)) === null) return candidate;
  }
  return start + PROPOSALS;
}

async function answersAsTmdLab(port) {
  try {
    const response = await fetch(`http://localhost:${port}/`, { signal: AbortSignal.timeout(PATIENCE) });
    return (await response.text()).includes('<title>TMD Lab</title>');
  } catch {
    return false;
  }
}

/** @returns {Promise<string>} empty where no tool of the system can tell */
async function ownerOf(port) {
  const listed = await outputOf('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc']);
  const byLsof = /^p(\d+)\n(?:.*\n)*?c(.+)$/m.exec(listed);
  if (byLsof) return `${byLsof[2]} (process ${byLsof[1]})`;
  const bySs = /\(\("([^"]+)",pid=(\d+)/.exec(await outputOf('ss', ['-Hltnp', `sport = :${port}`]));
  return bySs ? `${bySs[1]} (process ${bySs[2]})` : '';
}

async function outputOf(program, words) {
  try {
    return (await promisify(execFile)(program, words, { timeout: PATIENCE })).stdout;
  } catch {
    return '';
  }
}
