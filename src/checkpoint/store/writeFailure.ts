import { storageHealth } from '../../platform/storageManager';
import type { FileEntry } from './disk';
import { DiskFullError, StorageError, toStorageError } from './errors';

/** What Chromium says when it cannot write the file that a large value goes into. */
const BLOBS_NOT_WRITTEN = /failed to write blobs/i;

/** Failures that have nothing to do with how much is written. */
const OTHER_FAILURES: readonly string[] = [
  'SecurityError',
  'VersionError',
  'InvalidStateError',
  'DataCloneError',
];

/**
 * What a failed write means to the user. Browsers have many names for a full disk: it is also known by what was to be written
 * and what is free.
 *
 * @param entry of the file that was being written; null: none was yet
 */
export async function toWriteError(
  entry: Pick<FileEntry, 'path' | 'size'> | null,
  error: unknown,
): Promise<Error> {
  const cause = error instanceof StorageError ? error.cause : error;
  if (entry && (await saysFull(cause, entry.size))) {
    return new DiskFullError(entry.path, entry.size, { cause: error });
  }
  return toStorageError(error);
}

/** @param size of what was to be written, bytes */
async function saysFull(error: unknown, size: number): Promise<boolean> {
  if (!(error instanceof DOMException) || OTHER_FAILURES.includes(error.name)) return false;
  if (error.name === 'QuotaExceededError' || BLOBS_NOT_WRITTEN.test(error.message)) return true;
  const { usage, quota } = await storageHealth();
  return usage !== null && quota !== null && quota - usage < size;
}
