import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { RunSettings, StageNumber } from '../../../src/curriculum/settings';
import { findPythons } from '../../../tests/interop/python';
import type { Contender } from '../contender';
import { NotHere } from '../contender';
import type { Portion } from '../portion';
import { ProcessContender } from '../processContender';
import { stageTask } from '../stages';
import { peerTask } from './task';

const ROOT = resolve(import.meta.dirname, '../../..');

/** Where a peer computes; JAX and torch both call NVIDIA's GPUs `cuda`. */
export type Device = 'cpu' | 'cuda';

const describer = (settings: RunSettings) => (stage: StageNumber, portion: Portion) => ({
  task: peerTask(stageTask(settings, stage, portion), settings.policy),
});

export interface Place {
  readonly device: Device;
  /** Whether packages that are missing may be fetched. */
  readonly mayInstall: boolean;
}

/**
 * @param settings what is trained
 * @param place with how many threads, 0: as torch chooses
 * @throws NotHere
 */
export function stableBaselines3(
  name: string,
  settings: RunSettings,
  { threads, ...place }: Place & { readonly threads: number },
): Promise<Contender> {
  const script = resolve(import.meta.dirname, 'sb3_ppo.py');
  const command = [findTorch(place), script, place.device, String(threads)] as const;
  return ProcessContender.open(name, command, describer(settings));
}

/** @throws NotHere */
export function jax(name: string, settings: RunSettings, { device, mayInstall }: Place): Promise<Contender> {
  if (mayInstall) run('tools/bench/peers/install.sh', hasCuda() ? 'cuda' : 'cpu');
  const python = resolve(ROOT, '.venv-bench-jax/bin/python');
  if (!existsSync(python)) throw new NotHere('JAX is not installed');
  const command = [python, resolve(import.meta.dirname, 'jax_ppo.py'), device] as const;
  return ProcessContender.open(name, command, describer(settings));
}

/** A Python with Stable-Baselines3. PyPI's torch is faster than Debian's and knows CUDA, but it takes 5 GB. */
function findTorch({ device, mayInstall }: Place): string {
  const wanted = hasCuda() ? 'newest' : 'light';
  // Debian's torch knows no GPU; where nothing may be fetched it does for the processor.
  const takesLight = wanted === 'light' || (!mayInstall && device === 'cpu');
  const find = () => findPythons().find(({ name }) => name !== 'light' || takesLight);
  if (!find() && mayInstall) run('tests/interop/install.sh', wanted);
  const python = find();
  if (!python) throw new NotHere('there is no Stable-Baselines3 that can be imported, on a torch for it');
  return python.executable;
}

/** Whether the machine has an NVIDIA GPU with a driver. */
export function hasCuda(): boolean {
  return spawnSync('nvidia-smi').status === 0;
}

function run(script: string, argument: string): void {
  console.error(`${script} ${argument}`);
  const { status, stderr } = spawnSync('sh', [script, argument], { cwd: ROOT, encoding: 'utf8' });
  if (status !== 0) {
    const lastWords = stderr.trim().split('\n').at(-1) ?? '';
    throw new NotHere(`its Python packages cannot be had here (${lastWords})`);
  }
}
