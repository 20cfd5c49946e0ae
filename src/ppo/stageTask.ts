import type { RecordLibrary } from '../curriculum/recordLibrary';
import { EMPTY_LIBRARY } from '../curriculum/recordLibrary';
import type { RunSettings, StageNumber } from '../curriculum/settings';
import { stageEnvironment } from '../curriculum/stageEnvironment';
import type { StageTask } from './engine';

/**
 * What the settings of a run make of one of its stages.
 *
 * @param library the user's own records that the settings name
 * @throws RecordMissingError when the library lacks one that the stage trains on
 */
export function stageTask(
  settings: RunSettings,
  number: StageNumber,
  library: RecordLibrary = EMPTY_LIBRARY,
): StageTask {
  const { hyperparameters, initial_std, action_head_scale } = settings.stages[number - 1];
  return {
    stage: number,
    seed: settings.seed,
    hyperparameters,
    exploration: { initial_std, action_head_scale },
    environment: stageEnvironment(settings, number, library),
    normalisation: settings.normalisation,
  };
}
