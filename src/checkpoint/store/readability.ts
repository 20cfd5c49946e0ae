import { FileCorruptError } from './errors';

/**
 * Reads files one after the other, and says which of them cannot be read: one that is damaged is no reason to do without the
 * others.
 *
 * @param read rejects with a `FileCorruptError` where the file is damaged; what else it rejects with is thrown
 * @param options.areNeeded whether at least one must be readable, where there is any
 * @throws FileCorruptError when none that is needed can be read
 */
export async function sortByReadability(
  paths: readonly string[],
  read: (path: string) => Promise<unknown>,
  { areNeeded = true } = {},
): Promise<{ readonly readable: string[]; readonly unreadable: string[] }> {
  const readable: string[] = [];
  const unreadable: string[] = [];
  let first: FileCorruptError | null = null;
  for (const path of paths) {
    try {
      await read(path);
      readable.push(path);
    } catch (error) {
      if (!(error instanceof FileCorruptError)) throw error;
      first ??= error;
      unreadable.push(path);
    }
  }
  if (areNeeded && first && readable.length === 0) throw first;
  return { readable, unreadable };
}
