import { execFile, execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Where `install.sh` puts it, or the one on the path; null where there is none. */
export function findNaga(): string | null {
  const own = resolve(import.meta.dirname, '../../.cache/wgpu/bin/naga');
  if (existsSync(own)) return own;
  try {
    execFileSync('naga', ['--version'], { stdio: 'ignore' });
    return 'naga';
  } catch {
    return null;
  }
}

/**
 * Translates a shader into the files `outputs`, each into the language of its ending, with its array accesses checked as
 * browsers have them.
 *
 * @throws Error with what Naga complains of, or its panic
 */
export async function translate(
  naga: string,
  shader: string,
  constants: Readonly<Record<string, number>>,
  outputs: readonly string[],
): Promise<void> {
  const overrides = Object.entries(constants).map(([name, value]) => `${name}=${value}`);
  await run(naga, [
    '--index-bounds-check-policy',
    'Restrict',
    '--buffer-bounds-check-policy',
    'Restrict',
    ...(overrides.length > 0 ? ['--override', overrides.join()] : []),
    shader,
    ...outputs,
  ]);
}
