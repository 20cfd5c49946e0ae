import type { Disk } from '../checkpoint/disk';
import { FileCorruptError } from '../checkpoint/errors';
import type { RunSettings } from '../curriculum/settings';
import type { StageEvaluation } from '../evaluation/stageEvaluation';
import type { RunnerState } from '../ppo/runnerState';
import { ModelZipError } from '../sb3/errors';
import { decodeModelZip } from '../sb3/modelZip';

export interface LoadedCheckpoint {
  readonly state: RunnerState;
  /** The settings it was trained with; null for a model that Python saved. */
  readonly settings: RunSettings | null;
  readonly evaluations: readonly StageEvaluation[];
  /** What the console should say of it. */
  readonly notes: readonly string[];
}

/**
 * Reads a checkpoint of the disk, whoever wrote it.
 *
 * @throws FileMissingError, FileCorruptError naming the file
 */
export async function loadCheckpoint(disk: Disk, path: string): Promise<LoadedCheckpoint> {
  const decoded = await decode(await disk.read(path), path);
  if (decoded.origin === 'tmd-lab') {
    const { state, settings, evaluations } = decoded.checkpoint;
    return { state, settings, evaluations, notes: decoded.warnings };
  }
  const { numTimesteps, nUpdates, ...engineState } = decoded.model;
  const counters = { numTimesteps, nUpdates, stageTimesteps: 0, iteration: 0 };
  return {
    state: { ...engineState, counters, episodes: [] },
    settings: null,
    evaluations: [],
    notes: ['It was saved by Stable-Baselines3.', ...decoded.warnings],
  };
}

async function decode(bytes: Uint8Array<ArrayBuffer>, path: string) {
  try {
    return await decodeModelZip(bytes);
  } catch (error) {
    if (error instanceof ModelZipError) throw new FileCorruptError(path, error.what, { cause: error });
    throw error;
  }
}
