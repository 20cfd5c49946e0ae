import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { inject } from 'vitest';
import { missingForWebkit, WEBKIT_PYTHON, WEBKIT_SHELL } from '../find.mjs';
import type { Browser, RunningBrowser } from './browser';

interface Answer {
  readonly id?: number;
  readonly value?: unknown;
  readonly error?: string;
  readonly crashed?: string;
}

/** WebKitGTK has no web app manifests, hence no such directive; others need it, since the policy's default is none. */
const KNOWN_COMPLAINT = "Unrecognized Content-Security-Policy directive 'manifest-src'.";

/** Milliseconds that the processes of a browser get to end by themselves. */
const PROCESSES_PATIENCE = 5_000;

/** Resolves when no process of the group is left; those that do not end by themselves are killed. */
async function groupEnded(leader: number | undefined): Promise<void> {
  if (!leader) return;
  const start = performance.now();
  const waited = () => performance.now() - start;
  // Where nothing reaps orphans, as in some containers, the dead remain in the group: hence the second limit.
  while (waited() < 2 * PROCESSES_PATIENCE) {
    try {
      process.kill(-leader, waited() < PROCESSES_PATIENCE ? 0 : 'SIGKILL');
    } catch {
      return;
    }
    await setTimeout(50);
  }
}

/** @param settings features to switch on, and the engine's environment variables */
async function start(
  profile: string,
  isPrivate: boolean,
  settings: { readonly features: readonly string[]; readonly environment: Readonly<Record<string, string>> },
): Promise<RunningBrowser> {
  const downloads = join(profile, 'downloads');
  mkdirSync(downloads, { recursive: true });
  const flags = [
    ...(isPrivate ? ['--private'] : []),
    ...settings.features.flatMap((feature) => ['--feature', feature]),
  ];
  // WebKit would keep what the console says until its buffer is full. A process group of its own tells when the last of
  // the browser's processes has ended: those of the network and of the pages outlive the shell, and write until then.
  const child = spawn('stdbuf', ['-oL', WEBKIT_PYTHON, WEBKIT_SHELL, profile, downloads, ...flags], {
    detached: true,
    stdio: ['pipe', 'pipe', 'ignore', 'pipe'],
    env: { ...process.env, DISPLAY: inject('display'), GDK_BACKEND: 'x11', ...settings.environment },
  });
  const complaints: string[] = [];
  const waiting = new Map<number, (answer: Answer) => void>();
  createInterface({ input: child.stdout as Readable }).on('line', (line) => {
    const complaint = /^CONSOLE (?:\w+ )*(?:ERROR|WARN) (.*)$/.exec(line)?.[1];
    if (complaint && complaint !== KNOWN_COMPLAINT) complaints.push(complaint);
  });
  createInterface({ input: child.stdio[3] as Readable }).on('line', (line) => {
    const answer = JSON.parse(line) as Answer;
    if (answer.crashed) complaints.push(`The web process ended: ${answer.crashed}`);
    waiting.get(answer.id ?? 0)?.(answer);
  });
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => {
      resolve();
      for (const answer of waiting.values()) answer({ error: 'The browser has ended.' });
    });
  });
  let lastId = 0;
  const ask = async <T>(command: string, details: object = {}): Promise<T> => {
    const id = ++lastId;
    const answered = new Promise<Answer>((resolve) => waiting.set(id, resolve));
    child.stdin?.write(`${JSON.stringify({ id, do: command, ...details })}\n`);
    const { value, error } = await answered;
    waiting.delete(id);
    if (error) throw new Error(error);
    return value as T;
  };
  return {
    version: `WebKitGTK ${await ask<string>('version')}`,
    complaints,
    downloads,
    async goto(url) {
      await ask('goto', { url: 'about:blank' });
      await ask('goto', { url });
    },
    reload: () => ask('reload'),
    reopenTab: () => ask('reopen'),
    evaluate: (expression) => ask('evaluate', { expression }),
    async chooseFile(selector, path) {
      await ask('choose', { path });
      await ask('evaluate', { expression: `document.querySelector(${JSON.stringify(selector)}).click()` });
    },
    resize: (width, height) => ask('resize', { width, height }),
    screenshot: (path) => ask('screenshot', { path }),
    async close() {
      await ask('close');
      await exited;
      await groupEnded(child.pid);
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
      await groupEnded(child.pid);
    },
  };
}

/** WebKitGTK as it is shipped, which Debian's Epiphany is: no `SharedArrayBuffer`, no `navigator.storage`. */
export const webkit: Browser = {
  name: 'WebKitGTK',
  missing: missingForWebkit(),
  launch: (profile, { isPrivate = false } = {}) =>
    start(profile, isPrivate, { features: [], environment: {} }),
};

/** With what Safari has and WebKitGTK leaves out: as near to Safari as a machine without one can come. */
export const webkitLikeSafari: Browser = {
  name: 'WebKitGTK as Safari',
  missing: webkit.missing,
  launch: (profile, { isPrivate = false } = {}) =>
    start(profile, isPrivate, {
      features: ['StorageAPI', 'StorageAPIEstimate'],
      environment: { JSC_useSharedArrayBuffer: '1' },
    }),
};
