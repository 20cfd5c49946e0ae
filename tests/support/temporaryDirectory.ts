import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new directory, and what takes it away with all that is in it: a hook that makes one returns that. */
export function temporaryDirectory(name: string): { readonly directory: string; remove: () => void } {
  const directory = mkdtempSync(join(tmpdir(), `tmd-lab-${name}-`));
  return { directory, remove: () => rmSync(directory, { recursive: true, force: true }) };
}
