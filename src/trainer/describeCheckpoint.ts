import type { Disk } from '../checkpoint/store/disk';
import type { RunSettings } from '../curriculum/settings';
import { loadCheckpoint } from '../checkpoint/loadCheckpoint';
import { fileName, parseCheckpointName, runOf } from '../checkpoint/names';
import type { CheckpointDescription } from './protocol';

/**
 * Reads a checkpoint whole: its bytes against their checksum, then every array in it.
 *
 * @throws FileMissingError, FileCorruptError naming the file
 */
export async function describeCheckpoint(disk: Disk, path: string): Promise<CheckpointDescription> {
  const { state, training, notes } = await loadCheckpoint(disk, path);
  return {
    origin: training ? 'tmd-lab' : 'stable-baselines3',
    numTimesteps: state.counters.numTimesteps,
    stageTimesteps: state.counters.stageTimesteps,
    architecture: state.architecture,
    training: training && {
      stage: training.stage,
      settings: training.settings,
      evaluations: training.evaluations,
      finalEvaluation: training.finalEvaluation,
      engine: training.engine,
      device: training.device,
    },
    ...(parseCheckpointName(fileName(path))?.kind === 'final' && {
      isValidated: training !== null && (await isValidated(disk, { ...training.settings, run: runOf(path) })),
    }),
    notes,
  };
}

async function isValidated(disk: Disk, settings: RunSettings): Promise<boolean> {
  const { isValidatedThroughout } = await import('./validatedStages');
  return isValidatedThroughout(disk, settings);
}
