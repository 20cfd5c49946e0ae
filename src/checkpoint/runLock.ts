import { runDirectory } from './names';

const BELL = '#bell';

/** The right to write to a run, for as long as it is held; the browser frees it when its tab or worker dies. */
export interface RunLock {
  /** Resolves once others, and the same tab again, can have the lock. */
  release(): Promise<void>;
}

/** @returns null when another tab or worker holds the run */
export async function acquireRunLock(run: string): Promise<RunLock | null> {
  const lock = await hold(lockName(run), { ifAvailable: true });
  if (!lock) return null;
  const bell = await hold(bellName(run), {});
  return {
    async release() {
      await lock.release();
      await bell?.release();
    },
  };
}

/** Whether any tab, this one included, holds the run. */
export async function isRunLocked(run: string): Promise<boolean> {
  const { held = [] } = await navigator.locks.query();
  return held.some(({ name }) => name === lockName(run));
}

/** The runs that any tab, this one included, holds. */
export async function lockedRuns(): Promise<string[]> {
  const { held = [] } = await navigator.locks.query();
  const prefix = lockName('');
  return held.flatMap(({ name = '' }) =>
    name.startsWith(prefix) && !name.endsWith(BELL) ? [name.slice(prefix.length).replace(/\/$/, '')] : [],
  );
}

/**
 * Resolves once nobody holds the run. Another tab may take it at any time after, so acquire it before writing.
 *
 * @throws the signal's reason when it is aborted first
 */
export async function whenRunIsFree(run: string, signal: AbortSignal): Promise<void> {
  do {
    await navigator.locks.request(bellName(run), { mode: 'shared', signal }, () => undefined);
  } while (await isRunLocked(run));
}

function lockName(run: string): string {
  return `tmd-lab:${runDirectory(run)}`;
}

/** A second lock, held together with the run's and freed after it: who waits on it never stands in the way of a writer. */
function bellName(run: string): string {
  return lockName(run) + BELL;
}

/** @returns null when `ifAvailable` was asked for and the lock is not */
function hold(name: string, options: LockOptions): Promise<RunLock | null> {
  return new Promise((resolve, reject) => {
    const freed: Promise<void> = navigator.locks.request(name, options, (lock) => {
      if (!lock) return resolve(null);
      return new Promise<void>((free) => {
        resolve({
          release() {
            free();
            return freed;
          },
        });
      });
    });
    freed.catch(reject);
  });
}
