import { readFileSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { DirectoryError, errorCode } from './directoryError';

const LOCK_NAME = '.lock';
/** How often a lock is asked for while others come and go, and milliseconds between two times. */
const ATTEMPTS = 50;
const RETRY_INTERVAL = 20;

/** What a lock file says of the process that wrote it. */
interface LockHolder {
  readonly pid: number;
  readonly host: string;
  /** When the system started the process, as the system says it; null where it does not. A number alone is used again. */
  readonly processStart: string | null;
  /** ISO 8601. */
  readonly lockedAt: string;
}

/** Another process may be writing to the directory. */
export class DirectoryLockedError extends Error {
  override readonly name = 'DirectoryLockedError';
}

/** The right to write to a run's directory. */
export interface DirectoryLock {
  /** The process whose lock was taken over, since it is dead; null: there was none. */
  readonly takenOverFrom: number | null;
  release(): Promise<void>;
}

/**
 * Locks a directory, which is made when it is not there, by a file in it that names this process. The lock of a dead
 * process of this machine is taken over; of another machine's processes nothing is known, so theirs are respected.
 *
 * @throws DirectoryLockedError, DirectoryError
 */
export async function lockDirectory(directory: string): Promise<DirectoryLock> {
  const file = join(directory, LOCK_NAME);
  const own = JSON.stringify(thisProcess());
  try {
    await mkdir(directory, { recursive: true });
    const takenOverFrom = await acquire(directory, file, own);
    return { takenOverFrom, release: () => release(file, own) };
  } catch (error) {
    throw error instanceof DirectoryLockedError ? error : new DirectoryError(file, 'written', error);
  }
}

/** @returns the dead process whose lock was in the way */
async function acquire(directory: string, file: string, own: string): Promise<number | null> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (await createFile(file, own)) return null;
    const text = await readIfThere(file);
    if (text === null) continue;
    const holder = parseHolder(text);
    if (!holder || !isDead(holder)) throw lockedError(directory, file, holder);
    if (await replaceDead(file, text, own)) return holder.pid;
    await setTimeout(RETRY_INTERVAL);
  }
  throw lockedError(directory, file, null);
}

/** @returns false when there is one already */
async function createFile(file: string, text: string): Promise<boolean> {
  try {
    await writeFile(file, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Puts a lock in the place of a dead process's, guarded by a lock of its own: only who holds that one removes a lock that
 * is not its own, so what was read of the dead one is still true when it is removed.
 *
 * @returns false when another process is doing so, or has done so
 */
async function replaceDead(file: string, dead: string, own: string): Promise<boolean> {
  const guard = `${file}.takeover`;
  if (!(await createFile(guard, own))) return false;
  try {
    if ((await readIfThere(file)) !== dead) return false;
    await rm(file);
    return await createFile(file, own);
  } finally {
    await rm(guard, { force: true });
  }
}

async function release(file: string, own: string): Promise<void> {
  if ((await readIfThere(file)) === own) await rm(file, { force: true });
}

async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}

function thisProcess(): LockHolder {
  return {
    pid: process.pid,
    host: hostname(),
    processStart: processStart(process.pid),
    lockedAt: new Date().toISOString(),
  };
}

function parseHolder(text: string): LockHolder | null {
  try {
    const holder = JSON.parse(text) as Partial<LockHolder> | null;
    const { pid, host, processStart = null, lockedAt = 'an unknown time' } = holder ?? {};
    return Number.isInteger(pid) && typeof host === 'string'
      ? { pid: Number(pid), host, processStart, lockedAt }
      : null;
  } catch {
    return null;
  }
}

function isDead({ pid, host, processStart: start }: LockHolder): boolean {
  if (host !== hostname()) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return errorCode(error) === 'ESRCH';
  }
  const now = processStart(pid);
  return start !== null && now !== null && now !== start;
}

/** Boot and clock ticks since then (`man proc_pid_stat`, field 22); null where there is no `/proc`. */
function processStart(pid: number): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in brackets, which may hold spaces.
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return `${boot} ${ticks}`;
  } catch {
    return null;
  }
}

function lockedError(directory: string, file: string, holder: LockHolder | null): DirectoryLockedError {
  const who = holder
    ? `Process ${holder.pid} on ${holder.host} has been working on ${directory} since ${holder.lockedAt}.`
    : `Another process seems to be working on ${directory}.`;
  return new DirectoryLockedError(
    `${who} Nothing was changed. Wait for it, or choose another --run-name. ` +
      `If it is sure that it is gone, delete ${file} (and ${basename(file)}.takeover where there is one).`,
  );
}
