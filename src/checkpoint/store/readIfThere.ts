import type { Disk } from './disk';
import { FileMissingError } from './errors';

/**
 * The bytes of a file; null where there is none.
 *
 * @throws FileCorruptError, StorageError
 */
export async function readIfThere(
  disk: Pick<Disk, 'read'>,
  path: string,
): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    return await disk.read(path);
  } catch (error) {
    if (error instanceof FileMissingError) return null;
    throw error;
  }
}
