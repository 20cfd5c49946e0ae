import { basename, join } from 'node:path';
import { LOCK_NAME } from '../checkpoint/store/folderNames';
import { DirectoryError } from './directoryError';
import { releaseLockFile, takeLockFile } from './lockFile';
import type { LockHolder } from './lockHolder';
import { describeThisProcess } from './lockHolder';
import { makeDirectory } from './makeDirectory';

/** Another process may be writing to the directory. */
export class DirectoryLockedError extends Error {
  override readonly name = 'DirectoryLockedError';
}

/** The right to write to a run's directory. */
export interface DirectoryLock {
  /** The process whose lock was taken over, since it is dead; null: there was none. */
  readonly takenOverFrom: number | null;
  /** @throws DirectoryError when the lock may be left; a later start takes it over */
  release(): Promise<void>;
}

/**
 * Locks a directory, which is made when it is not there, by a file in it that names this process. The lock of a dead
 * process of this machine is taken over, and so is one that was never written whole; of another machine's processes nothing
 * is known, so theirs are respected.
 *
 * @throws DirectoryLockedError, DirectoryError; then nothing of this process is left in the directory
 */
export async function lockDirectory(directory: string): Promise<DirectoryLock> {
  const file = join(directory, LOCK_NAME);
  const own = describeThisProcess();
  try {
    await makeDirectory(directory);
    const { isHeld, holder } = await takeLockFile(file, own);
    if (!isHeld) throw lockedError(directory, file, holder);
    return { takenOverFrom: holder?.pid ?? null, release: () => release(file, own) };
  } catch (error) {
    throw error instanceof DirectoryLockedError ? error : new DirectoryError(file, 'written', error);
  }
}

async function release(file: string, own: string): Promise<void> {
  try {
    await releaseLockFile(file, own);
  } catch (error) {
    throw new DirectoryError(file, 'deleted', error);
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
