import { recall, remember } from '../../platform/memory';

/**
 * A second memory of which files exist, in localStorage: it outlives IndexedDB when the browser clears that, or finds it
 * damaged and silently empties it. What it remembers it forgets for a reason only: a person deleted the file, or has read that
 * it is gone. Where the browser has no localStorage there is no witness, and the files are no less safe. For the page; workers
 * have none.
 */
const KEY = 'tmd-lab.files';

/** Paths that were there at some look, in this visit or an earlier one, and are there still as far as anybody knows. */
export function rememberedFiles(): string[] {
  try {
    const remembered: unknown = JSON.parse(recall(KEY) ?? '[]');
    return Array.isArray(remembered) ? remembered.filter((path) => typeof path === 'string') : [];
  } catch {
    return [];
  }
}

/**
 * Remembers more files, and forgets some.
 *
 * @param there paths that a listing has, or had in this visit
 * @param gone paths that are gone for a known reason
 */
export function rememberFiles(there: Iterable<string>, gone: Iterable<string> = []): void {
  const forgotten = new Set(gone);
  const paths = [...new Set([...rememberedFiles(), ...there])].filter((path) => !forgotten.has(path));
  remember(KEY, JSON.stringify(paths.sort()));
}
