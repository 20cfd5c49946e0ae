import { recall, remember } from '../../platform/memory';
import type { FileEntry } from './disk';

/**
 * A second memory of which files exist, in localStorage: it outlives IndexedDB when the browser finds the latter damaged
 * and silently empties it. Where the browser has no localStorage there is no witness, and the files are no less safe. For
 * the page; workers have none.
 */
const KEY = 'tmd-lab.files';

/** Remembers which files there are. Call it after every listing of the whole disk that a person has been shown. */
export function rememberFiles(files: readonly Pick<FileEntry, 'path'>[]): void {
  remember(KEY, JSON.stringify(files.map(({ path }) => path)));
}

/** Paths that were there when last remembered and are not in this listing of the whole disk. */
export function vanishedFiles(files: readonly Pick<FileEntry, 'path'>[]): string[] {
  const present = new Set(files.map(({ path }) => path));
  return rememberedPaths().filter((path) => !present.has(path));
}

function rememberedPaths(): string[] {
  try {
    const remembered: unknown = JSON.parse(recall(KEY) ?? '[]');
    return Array.isArray(remembered) ? remembered.filter((path) => typeof path === 'string') : [];
  } catch {
    return [];
  }
}
