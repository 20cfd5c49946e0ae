import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

/** A Python that has Stable-Baselines3 and torch. */
export interface PythonStack {
  readonly name: string;
  readonly executable: string;
}

const venv = (stack: string) => resolve(import.meta.dirname, `../../.venv-interop-${stack}/bin/python`);

/**
 * `INTEROP_PYTHON`, and what `tests/interop/install.sh` has installed: the newest stack, the light one, both or none.
 *
 * @param also a module that it needs besides
 */
export function findPythons(also = 'torch'): PythonStack[] {
  const own = process.env.INTEROP_PYTHON;
  return [
    ...(own ? [{ name: 'INTEROP_PYTHON', executable: own }] : []),
    ...['newest', 'light'].map((name) => ({ name, executable: venv(name) })),
  ].filter(
    ({ executable }) =>
      spawnSync(executable, ['-c', `import torch, stable_baselines3, ${also}`]).status === 0,
  );
}
