import type { Checkpoint } from './checkpoint';
import type { Disk } from './store/disk';
import { FileCorruptError, FileUnsuitableError } from './store/errors';
import { NO_NORMALISATION } from '../ppo/normalisation';
import type { RunnerState } from '../ppo/runnerState';
import { ModelZipError, UnsuitableZipError } from '../sb3/errors';
import { decodeModelZip } from './zip/modelZip';

export interface LoadedCheckpoint {
  readonly state: RunnerState;
  /** Where in which run it belongs; null for a model that Python saved. */
  readonly training: Omit<Checkpoint, 'kind' | 'state'> | null;
  /** What the console should say of it. */
  readonly notes: readonly string[];
}

/**
 * Reads a checkpoint of the disk, whoever wrote it.
 *
 * @throws FileMissingError, FileCorruptError, FileUnsuitableError naming the file
 */
export async function loadCheckpoint(disk: Disk, path: string): Promise<LoadedCheckpoint> {
  const decoded = await decode(await disk.read(path), path);
  if (decoded.origin === 'tmd-lab') {
    const { checkpoint, warnings } = decoded;
    return { state: checkpoint.state, training: checkpoint, notes: warnings };
  }
  const { architecture, parameters, optimizer, environments, ...model } = decoded.model;
  const { numTimesteps, nUpdates, stageTimesteps } = model;
  // How many iterations those were, only the settings say.
  const counters = { numTimesteps, nUpdates, stageTimesteps, iteration: 0 };
  return {
    state: {
      architecture,
      parameters,
      optimizer,
      environments,
      counters,
      normalisation: NO_NORMALISATION,
      episodes: [],
      best: null,
    },
    training: null,
    notes: ['It was saved by Stable-Baselines3.', ...decoded.warnings],
  };
}

async function decode(bytes: Uint8Array<ArrayBuffer>, path: string) {
  try {
    return await decodeModelZip(bytes);
  } catch (error) {
    if (error instanceof UnsuitableZipError) {
      throw new FileUnsuitableError(path, error.what, { cause: error });
    }
    if (error instanceof ModelZipError) throw new FileCorruptError(path, error.what, { cause: error });
    throw error;
  }
}
