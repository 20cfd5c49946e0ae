import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The folder of the page's sources. */
export const SOURCE = resolve(import.meta.dirname, '../../src');

/** A file of the sources: its path from `src`, with slashes, and what is in it. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** Reads the files of the sources whose path matches. */
export function sourceFiles(pattern: RegExp): SourceFile[] {
  return readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => pattern.test(path))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(SOURCE, path), 'utf8') }));
}
