import { readFileSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { DirectoryError, errorCode } from './directoryError';

const LOCK_NAME = '.lock';
/** How often a lock is asked for while others come and go; three would do. */
const ATTEMPTS = 10;

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
  let takenOverFrom: number | null = null;
  try {
    await mkdir(directory, { recursive: true });
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (await createFile(file, own)) return { takenOverFrom, release: () => release(file, own) };
      const text = await readIfThere(file);
      if (text === null) continue;
      const holder = parseHolder(text);
      if (!holder || !isDead(holder)) throw lockedError(directory, file, holder);
      if (await bury(file, text)) takenOverFrom = holder.pid;
    }
  } catch (error) {
    throw error instanceof DirectoryLockedError ? error : new DirectoryError(file, 'written', error);
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
 * Takes a dead process's lock away. Another process may have done so first and locked the directory: its lock, found in
 * place of the dead one's, is put back.
 *
 * @returns whether the lock was the dead one's
 */
async function bury(file: string, text: string): Promise<boolean> {
  const grave = `${file}.${crypto.randomUUID()}`;
  try {
    await rename(file, grave);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
  const found = await readFile(grave, 'utf8');
  if (found !== text) await createFile(file, found);
  await rm(grave, { force: true });
  return found === text;
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
      `If it is sure that it is gone, delete ${file}.`,
  );
}
