import { recordPortions } from '../curriculum/builtInRecords';
import type { RecordLibrary } from '../curriculum/recordLibrary';
import type { RunSettings, StageNumber } from '../curriculum/settings';
import { rewardScaleOf, uncontrolledResponse } from '../environment/uncontrolledResponse';
import type { Pace } from '../evaluation/pace';
import { trainingRecord } from '../groundMotion/catalogue';
import type { StageTask } from '../ppo/engine';
import { stageTask } from '../ppo/stageTask';

/**
 * Makes the records of a stage and what the uncontrolled building does in them, and rests in between: hundreds of them take
 * many seconds on a slow machine, in which an interrupt is to be heard. All of it is kept where engines then find it.
 *
 * @returns what the stage is to its engine
 * @throws RecordMissingError as `stageTask`, and the reason of an interrupt
 */
export async function prepareEarthquakes(
  settings: RunSettings,
  stage: StageNumber,
  library: RecordLibrary,
  pace: Pace,
): Promise<StageTask> {
  for (const { magnitude, different } of recordPortions(settings, stage)) {
    for (let index = 0; index < different; index++) {
      trainingRecord(magnitude, settings.spectrum, index);
      await pace.rest();
    }
  }
  const task = stageTask(settings, stage, library);
  const { environment } = task;
  for (const record of environment.records) {
    if (environment.advantageBaseline === 'none') rewardScaleOf(record, environment);
    else uncontrolledResponse(record, environment);
    await pace.rest();
  }
  return task;
}
