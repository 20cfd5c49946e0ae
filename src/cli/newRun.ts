import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { newRunNameProblem } from '../curriculum/runName';
import type { TrainOptions } from './arguments';
import { UsageError } from './usage';

/**
 * A run that is not in the directory has a name that every system accepts; one that is there goes on under its own.
 *
 * @throws UsageError
 */
export async function assertRunName({
  directory,
  settings: { run },
}: Pick<TrainOptions, 'directory' | 'settings'>): Promise<void> {
  // A directory that cannot be read is told of by what writes there.
  const entries = await readdir(directory, { withFileTypes: true }).catch((): Dirent[] => []);
  const runs = entries.filter((entry) => !entry.isFile()).map(({ name }) => name);
  const problem = runs.includes(run) ? null : newRunNameProblem(run, runs);
  if (problem !== null) throw new UsageError(problem);
}
