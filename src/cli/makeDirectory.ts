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
  try {
    await mkdir(directory);
  } catch (error) {
    const code = errorCode(error);
    const parent = dirname(directory);
    if (code === 'ENOENT' && parent !== directory && !(await isThere(parent))) {
      await makeDirectory(parent);
      return makeDirectory(directory);
    }
    // A root that is mounted read-only, or belongs to others, says so of directories that it has, too.
    if (await isDirectory(directory)) return;
    throw error;
  }
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
