import type { RecordLibrary } from '../curriculum/recordLibrary';
import type { RunSettings, StageSettings } from '../curriculum/settings';
import { ownHeldOutRecords } from '../curriculum/stageEnvironment';
import { withOwnRecords } from '../evaluation/evaluateOwnRecords';
import { evaluateStage } from '../evaluation/evaluateStage';
import type { Pace } from '../evaluation/pace';
import type { StageEvaluation } from '../evaluation/stageEvaluation';
import type { TrainedPolicy } from '../ppo/foldedNetwork';

/**
 * The policy at the end of a stage on the held-out records of its magnitude, and on the user's own.
 *
 * @param library has the user's own records that the settings name
 * @param onProgress hears the part that is done, 0 to 1
 * @throws the pace's reason to stop
 */
export async function evaluateEndOfStage(
  policy: TrainedPolicy,
  settings: RunSettings,
  stage: StageSettings,
  library: RecordLibrary,
  pace: Pace,
  onProgress?: (fraction: number) => void,
): Promise<StageEvaluation> {
  const evaluation = await evaluateStage(policy, settings, stage, pace, onProgress);
  const own = ownHeldOutRecords(settings, stage.number, library);
  return withOwnRecords(evaluation, policy, settings, own, pace);
}
