import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { errorCode } from './directoryError';

/** What a lock file says of the process that wrote it. */
export interface LockHolder {
  readonly pid: number;
  readonly host: string;
  /** When the system started the process, as the system says it; null where it does not. A number alone is used again. */
  readonly processStart: string | null;
  /** ISO 8601. */
  readonly lockedAt: string;
}

/** What this process writes into a lock file: never the same text twice. */
export function describeThisProcess(): string {
  const holder: LockHolder = {
    pid: process.pid,
    host: hostname(),
    processStart: processStart(process.pid),
    lockedAt: new Date().toISOString(),
  };
  return JSON.stringify({ ...holder, id: crypto.randomUUID() });
}

/** @returns null where the text names no process */
export function parseHolder(text: string): LockHolder | null {
  const holder = parseJson(text) as Partial<LockHolder> | null | undefined;
  const { pid, host, processStart = null, lockedAt = 'an unknown time' } = holder ?? {};
  return Number.isInteger(pid) && typeof host === 'string'
    ? { pid: Number(pid), host, processStart, lockedAt }
    : null;
}

/** Nothing, or a beginning: a full disk or a power cut leaves that, or it is just being written. */
export function isTorn(text: string): boolean {
  return parseJson(text) === undefined;
}

/** Of processes on other machines nothing is known: they count as alive. */
export function isDead({ pid, host, processStart: start }: LockHolder): boolean {
  if (host !== hostname()) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return errorCode(error) === 'ESRCH';
  }
  const now = processStart(pid);
  return start !== null && now !== null && now !== start;
}

/** @returns undefined for what is no JSON */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
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
