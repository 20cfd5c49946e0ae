import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/** Where `tests/interop/install.sh` puts its virtual environment. */
const VENV = resolve(import.meta.dirname, '../../.venv-interop/bin/python');

/** A Python that has Stable-Baselines3: `INTEROP_PYTHON`, or the one that the install script made. Null: there is none. */
export function findPython(): string | null {
  const candidate = process.env.INTEROP_PYTHON ?? VENV;
  if (!existsSync(candidate)) return null;
  return spawnSync(candidate, ['-c', 'import torch, stable_baselines3']).status === 0 ? candidate : null;
}
