import { PRESETS } from '../../src/curriculum/presets';
import type { StageNumber } from '../../src/curriculum/settings';
import type { StageTask } from '../../src/ppo/engine';
import { stageTask as wholeStageTask } from '../../src/ppo/stageTask';
import type { Portion } from './portion';

/** What all contenders train: the recipe as published. */
export const SETTINGS = PRESETS.v9;

export function settingsOf(stage: StageNumber) {
  return SETTINGS.stages[stage - 1];
}

/** A stage, with as much of an iteration as is to be measured. */
export function stageTask(stage: StageNumber, portion: Portion): StageTask {
  const task = wholeStageTask(SETTINGS, stage);
  return { ...task, hyperparameters: { ...task.hyperparameters, ...portion } };
}
