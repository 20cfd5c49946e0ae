import type { RunSettings, StageNumber } from '../curriculum/settings';
import { stageEnvironment } from '../curriculum/stageEnvironment';
import type { StageTask } from './engine';

/** What the settings of a run make of one of its stages. */
export function stageTask(settings: RunSettings, number: StageNumber): StageTask {
  const { hyperparameters, initial_std, action_head_scale } = settings.stages[number - 1];
  return {
    stage: number,
    seed: settings.seed,
    hyperparameters,
    exploration: { initial_std, action_head_scale },
    environment: stageEnvironment(settings, number),
    normalisation: settings.normalisation,
  };
}
