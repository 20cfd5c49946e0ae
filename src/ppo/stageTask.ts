import type { RunSettings, StageNumber } from '../curriculum/settings';
import { stageEnvironment } from '../curriculum/stageEnvironment';
import type { StageTask } from './engine';

/** What the settings of a run make of one of its stages. */
export function stageTask(settings: RunSettings, number: StageNumber): StageTask {
  return {
    stage: number,
    seed: settings.seed,
    hyperparameters: settings.stages[number - 1].hyperparameters,
    environment: stageEnvironment(settings, number),
    normalisation: settings.normalisation,
  };
}
