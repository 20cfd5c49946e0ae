import { runDirectory } from '../names';

/** The right to write to a run, for as long as it is held; the browser frees it when its tab or worker dies. */
export interface RunLock {
  /** Resolves once others, and the same tab again, can have the lock. */
  release(): Promise<void>;
}

/** Runs that this thread holds where there are no Web Locks. */
const heldHere = new Set<string>();

/** Whether the browser can keep other tabs from a run. Without it, only what this thread itself does is kept apart. */
export function canLock(): boolean {
  return locks() !== undefined;
}

/** Takes the lock of a run; null when another tab or worker holds it. */
export async function acquireRunLock(run: string): Promise<RunLock | null> {
  const manager = locks();
  if (!manager) return acquireHere(run);
  try {
    return await acquire(manager, run);
  } catch (error) {
    if (isDenied(error)) return acquireHere(run);
    throw error;
  }
}

/** Whether any tab, this one included, holds the run. */
export async function isRunLocked(run: string): Promise<boolean> {
  return (await lockedRuns()).includes(run);
}

/** The runs that any tab, this one included, holds; the default run's name is ''. None where nobody can tell. */
export async function lockedRuns(): Promise<string[]> {
  try {
    const { held = [] } = (await locks()?.query()) ?? {};
    const prefix = lockName('');
    return held.flatMap(({ name = '' }) =>
      name.startsWith(prefix) ? [name.slice(prefix.length).replace(/\/$/, '')] : [],
    );
  } catch (error) {
    if (isDenied(error)) return [];
    throw error;
  }
}

/** The browser's locks; undefined on pages that are not secure. */
function locks(): LockManager | undefined {
  return navigator.locks;
}

function acquire(manager: LockManager, run: string): Promise<RunLock | null> {
  return new Promise((resolve, reject) => {
    const freed: Promise<void> = manager.request(lockName(run), { ifAvailable: true }, (lock) => {
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

function acquireHere(run: string): RunLock | null {
  if (heldHere.has(run)) return null;
  heldHere.add(run);
  return {
    release() {
      heldHere.delete(run);
      return Promise.resolve();
    },
  };
}

/** Whether the browser denies the site its locks, as it does where the site may store nothing. */
function isDenied(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'SecurityError';
}

function lockName(run: string): string {
  return `tmd-lab:${runDirectory(run)}`;
}
