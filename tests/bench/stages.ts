import { PRESETS } from '../../src/curriculum/presets';
import type { StageNumber } from '../../src/curriculum/settings';
import { stageEnvironment } from '../../src/curriculum/stageEnvironment';
import type { StageTask } from '../../src/ppo/engine';
import type { Portion } from './portion';

/** What all contenders train: the recipe as published. */
export const SETTINGS = PRESETS.v9;

export function settingsOf(stage: StageNumber) {
  return SETTINGS.stages[stage - 1];
}

/** A stage, with as much of an iteration as is to be measured. */
export function stageTask(stage: StageNumber, portion: Portion): StageTask {
  return {
    stage,
    seed: SETTINGS.seed,
    hyperparameters: { ...settingsOf(stage).hyperparameters, ...portion },
    environment: stageEnvironment(SETTINGS, stage),
  };
}
