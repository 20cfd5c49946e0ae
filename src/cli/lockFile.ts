import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { unfinishedName } from '../checkpoint/store/folderNames';
import { errorCode } from './directoryError';
import type { LockHolder } from './lockHolder';
import { isDead, isTorn, parseHolder } from './lockHolder';

/** How often a lock is asked for while others come and go, and milliseconds between two times. */
const ATTEMPTS = 50;
const RETRY_INTERVAL = 20;
/** How often a lock must be seen torn, and the same, before it is nobody's: half a second, a writer needs none. */
const TORN_SIGHTINGS = 25;
/** How many takeovers may have died within each other. */
const MAX_DEPTH = 4;
/** What systems say where a file cannot have two names. */
const NO_LINKS = ['EPERM', 'EACCES', 'EINVAL', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP'];

/** What came of asking for a lock. */
export interface LockAttempt {
  readonly isHeld: boolean;
  /** Who was in the way, and is dead where the lock is held now; null: nobody, or nobody that is known. */
  readonly holder: LockHolder | null;
}

/**
 * Takes the right that a file stands for, by making it. What a dead process of this machine left is taken over, and so is
 * what was never written whole.
 *
 * @param own text that names this process, and that no other lock has
 * @throws the system's errors; then nothing was left behind
 */
export async function takeLockFile(file: string, own: string, depth = 0): Promise<LockAttempt> {
  let seen: string | null = null;
  let sightings = 0;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const text = await readIfThere(file);
    if (text === null) {
      if (await createWhole(file, own)) return { isHeld: true, holder: null };
      continue;
    }
    // Over a network, a link that was made may be reported as one that was there.
    if (text === own) return { isHeld: true, holder: null };
    sightings = text === seen ? sightings + 1 : 1;
    seen = text;
    const holder = parseHolder(text);
    const isLeft = holder ? isDead(holder) : isTorn(text) && sightings >= TORN_SIGHTINGS;
    if (!isLeft && !isTorn(text)) return { isHeld: false, holder };
    if (isLeft && (await replace(file, text, own, depth))) return { isHeld: true, holder };
    await setTimeout(RETRY_INTERVAL);
  }
  return { isHeld: false, holder: null };
}

/** Removes the lock, unless another has taken it meanwhile. */
export async function releaseLockFile(file: string, own: string): Promise<void> {
  if ((await readIfThere(file)) === own) await rm(file, { force: true });
}

/**
 * Puts a lock in the place of one that was left, guarded by a lock of its own: only who holds that one removes a lock that is
 * not its own, so what was read is still true when it is removed. A guard that was left is taken over in the same way.
 *
 * @returns false when another process is doing so, or has done so
 */
async function replace(file: string, left: string, own: string, depth: number): Promise<boolean> {
  const guard = `${file}.takeover`;
  if (depth === MAX_DEPTH || !(await takeLockFile(guard, own, depth + 1)).isHeld) return false;
  try {
    if ((await readIfThere(file)) !== left) return false;
    await rm(file);
    return await createWhole(file, own);
  } finally {
    await releaseLockFile(guard, own);
  }
}

/**
 * Makes a file that has all of its text from the moment it is there: written under another name, which a killed process
 * leaves as an unfinished file, and then linked.
 *
 * @returns false when there is one already
 */
async function createWhole(file: string, text: string): Promise<boolean> {
  const draft = join(dirname(file), unfinishedName(basename(file)));
  try {
    await writeFile(draft, text, { flag: 'wx', flush: true });
    return await linkWhole(draft, file, text);
  } finally {
    await rm(draft, { force: true });
  }
}

async function linkWhole(draft: string, file: string, text: string): Promise<boolean> {
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    const code = errorCode(error);
    // ENOENT: who holds the lock has cleared unfinished files away.
    if (code === 'EEXIST' || code === 'ENOENT') return false;
    if (NO_LINKS.includes(code)) return createInPlace(file, text);
    throw error;
  }
}

/** Where there are no links: others may see it torn for a moment. */
async function createInPlace(file: string, text: string): Promise<boolean> {
  try {
    await writeFile(file, text, { flag: 'wx', flush: true });
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    await rm(file, { force: true });
    throw error;
  }
}

async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}
