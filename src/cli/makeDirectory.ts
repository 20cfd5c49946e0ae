import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCode } from './directoryError';

/**
 * Makes a directory and those above it, where they are not there. Node's own `recursive` never ends where a directory that
 * is there says that what is to be made in it cannot be found, as `/proc` does (seen in Node 20.20): so each is made by
 * itself.
 *
 * @throws the system's error
 */
export async function makeDirectory(directory: string): Promise<void> {
  const parent = dirname(directory);
  try {
    await mkdir(directory);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT' || parent === directory) return orThrow(directory, error);
    // Where it is there by now, another process has made it in the meantime.
    if (!(await isThere(parent))) await makeDirectory(parent);
    await mkdir(directory).catch((again: unknown) => orThrow(directory, again));
  }
}

/** A root that is mounted read-only, or belongs to others, refuses directories that it has, too. */
async function orThrow(directory: string, error: unknown): Promise<void> {
  if (!(await isDirectory(directory))) throw error;
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
