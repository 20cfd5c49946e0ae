import { runDirectory } from '../checkpoint/names';
import { acquireRunLock } from '../checkpoint/store/runLock';

/** Another tab holds the run. */
export class RunLockedError extends Error {
  override readonly name = 'RunLockedError';

  constructor(directory: string) {
    super(
      `Another tab is working on ${directory}. Nothing was changed here. ` +
        'Use that tab, close it, or choose another run name.',
    );
  }
}

/**
 * Holds a run's lock for as long as the work takes that may write to it.
 *
 * @throws RunLockedError, and what the work throws
 */
export async function whileLocked<Result>(run: string, work: () => Promise<Result>): Promise<Result> {
  const lock = await acquireRunLock(run);
  if (!lock) throw new RunLockedError(runDirectory(run));
  try {
    return await work();
  } finally {
    await lock.release();
  }
}
