import type { Disk } from '../checkpoint/store/disk';
import { loadCheckpoint } from '../checkpoint/loadCheckpoint';
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
    notes,
  };
}
