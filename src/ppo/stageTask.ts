import { builtInOutlines } from '../curriculum/builtInRecords';
import type { RecordLibrary } from '../curriculum/recordLibrary';
import { EMPTY_LIBRARY } from '../curriculum/recordLibrary';
import type { RecordUse } from '../curriculum/recordUse';
import type { RunSettings, StageNumber } from '../curriculum/settings';
import { stageEnvironment } from '../curriculum/stageEnvironment';
import type { EnvironmentSpecification } from '../environment/specification';
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
  return taskIn(stageEnvironment(settings, number, library), settings, number);
}

/**
 * A stage as large as `stageTask` makes it, and nothing to train on: its built-in records are `builtInOutlines`, and of the user's own
 * it has those that the library has.
 */
export function stageOutline(
  settings: RunSettings,
  number: StageNumber,
  library: RecordLibrary = EMPTY_LIBRARY,
): StageTask {
  const isThere = ({ digest }: RecordUse) => library.has(digest);
  const [first, second, third, fourth] = settings.records.map(({ training, held_out }) => ({
    training: training.filter(isThere),
    held_out,
  }));
  const known: RunSettings = { ...settings, records: [first, second, third, fourth] };
  return taskIn(
    stageEnvironment(known, number, library, builtInOutlines(settings, number)),
    settings,
    number,
  );
}

function taskIn(
  environment: EnvironmentSpecification,
  settings: RunSettings,
  number: StageNumber,
): StageTask {
  const { hyperparameters, initial_std, action_head_scale } = settings.stages[number - 1];
  return {
    stage: number,
    seed: settings.seed,
    hyperparameters,
    exploration: { initial_std, action_head_scale },
    environment,
    normalisation: settings.normalisation,
  };
}
