import type { FileEntry } from './disk';

/**
 * A second memory of which files exist, in localStorage: it outlives IndexedDB when the browser finds the latter damaged
 * and silently empties it. For the page; workers have no localStorage.
 */
const KEY = 'tmd-lab.files';

/** Call after every listing of the whole disk that the page has made known to the user. */
export function rememberFiles(files: readonly Pick<FileEntry, 'path'>[]): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(files.map(({ path }) => path)));
  } catch {
    // Without localStorage there is no witness; the files themselves are no less safe.
  }
}

/** Paths that were there when last remembered and are not in this listing of the whole disk. */
export function vanishedFiles(files: readonly Pick<FileEntry, 'path'>[]): string[] {
  const present = new Set(files.map(({ path }) => path));
  return rememberedPaths().filter((path) => !present.has(path));
}

function rememberedPaths(): string[] {
  try {
    const remembered: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(remembered) ? remembered.filter((path) => typeof path === 'string') : [];
  } catch {
    return [];
  }
}
