import { runDirectory } from './names';

/** The right to write to a run, for as long as it is held; the browser frees it when its tab or worker dies. */
export interface RunLock {
  /** Resolves once others, and the same tab again, can have the lock. */
  release(): Promise<void>;
}

/** @returns null when another tab or worker holds the run */
export function acquireRunLock(run: string): Promise<RunLock | null> {
  return new Promise((resolve, reject) => {
    const freed: Promise<void> = navigator.locks.request(lockName(run), { ifAvailable: true }, (lock) => {
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

/** Whether any tab, this one included, holds the run. */
export async function isRunLocked(run: string): Promise<boolean> {
  return (await lockedRuns()).includes(run);
}

/** The runs that any tab, this one included, holds; the default run's name is ''. */
export async function lockedRuns(): Promise<string[]> {
  const { held = [] } = await navigator.locks.query();
  const prefix = lockName('');
  return held.flatMap(({ name = '' }) =>
    name.startsWith(prefix) ? [name.slice(prefix.length).replace(/\/$/, '')] : [],
  );
}

function lockName(run: string): string {
  return `tmd-lab:${runDirectory(run)}`;
}
