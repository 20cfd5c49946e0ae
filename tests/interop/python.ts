import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { describe } from 'vitest';

/** A Python that has Stable-Baselines3 and torch. */
export interface PythonStack {
  readonly name: string;
  readonly executable: string;
}

const MODULES = ['stable_baselines3', 'torch'];

const venv = (stack: string) => resolve(import.meta.dirname, `../../.venv-interop-${stack}/bin/python`);

/**
 * `INTEROP_PYTHON`, and whichever stacks `tests/interop/install.sh` has installed.
 *
 * @param also modules that it needs besides
 */
export function findPythons(also: readonly string[] = []): PythonStack[] {
  const own = process.env.INTEROP_PYTHON;
  const imports = `import ${[...MODULES, ...also].join(', ')}`;
  return [
    ...(own ? [{ name: 'INTEROP_PYTHON', executable: own }] : []),
    ...['newest', 'light', '2.0', '2.3'].map((name) => ({ name, executable: venv(name) })),
  ].filter(({ executable }) => spawnSync(executable, ['-c', imports]).status === 0);
}

/**
 * A suite for each Python; where there is none, the suite is there all the same and its tests are skipped by name. `tests`
 * defines them, and leaves to `beforeAll` whatever takes time or needs the Python.
 */
export function describeWithPython(
  name: string,
  also: readonly string[],
  tests: (executable: string) => void,
): void {
  const pythons = findPythons(also);
  for (const stack of pythons) describe(`${name}, stack ${stack.name}`, () => tests(stack.executable));
  if (pythons.length > 0) return;
  const modules = [...MODULES, ...also].join(', ');
  const reason = `there is no Python with ${modules}: see tests/interop/install.sh`;
  describe.skip(`${name} (${reason})`, () => tests(''));
}
