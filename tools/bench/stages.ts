import { PRESETS } from '../../src/curriculum/presets';
import type { RunSettings, StageNumber } from '../../src/curriculum/settings';
import type { StageTask } from '../../src/ppo/engine';
import { stageTask as wholeStageTask } from '../../src/ppo/stageTask';
import type { Portion } from './portion';

/**
 * Records that contenders train on: how many there are changes nothing of an iteration's work, and a thousand would take
 * minutes to tell to another process.
 */
const MOST_RECORDS = 20;

/** What all contenders train. @throws TypeError where there is no such preset */
export function settingsOf(preset: string): RunSettings {
  if (!Object.hasOwn(PRESETS, preset)) {
    throw new TypeError(`There is no preset "${preset}", only ${Object.keys(PRESETS).join(', ')}.`);
  }
  const settings = PRESETS[preset];
  return { ...settings, training_records: Math.min(settings.training_records, MOST_RECORDS) };
}

/** A stage, with as much of an iteration as is to be measured. */
export function stageTask(settings: RunSettings, stage: StageNumber, portion: Portion): StageTask {
  const task = wholeStageTask(settings, stage);
  return { ...task, hyperparameters: { ...task.hyperparameters, ...portion } };
}
