import { spawnSync } from 'node:child_process';
import { availableParallelism, cpus, loadavg } from 'node:os';

/** What the numbers depend on, as lines. */
export function describeMachine(): string[] {
  const gpu = output('nvidia-smi', '--query-gpu=name,driver_version', '--format=csv,noheader');
  return [
    `CPU: ${cpus()[0]?.model.trim() ?? 'unknown'}, ${availableParallelism()} cores`,
    `GPU: ${gpu ? gpu.replace(', ', ', driver ') : 'none that nvidia-smi knows'}`,
  ];
}

/** The commit that is measured. */
export function describeCommit(): string {
  const commit = output('git', 'rev-parse', '--short', 'HEAD');
  const changed = output('git', 'status', '--porcelain', '--untracked-files=no');
  return `${commit || 'unknown'}${changed ? ' with changes' : ''}`;
}

/** Processes that wanted to run in the last minute: a machine that is busy with something else measures that too. */
export function load(): string {
  return loadavg()[0].toFixed(1);
}

/** Empty where the command fails or does not exist. */
function output(command: string, ...args: readonly string[]): string {
  const { status, stdout } = spawnSync(command, args, { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : '';
}
