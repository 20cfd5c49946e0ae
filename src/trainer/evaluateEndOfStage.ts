import type { RecordLibrary } from '../curriculum/recordLibrary';
import type { RunSettings, StageSettings } from '../curriculum/settings';
import { ownHeldOutRecords } from '../curriculum/stageEnvironment';
import { withOwnRecords } from '../evaluation/evaluateOwnRecords';
import { evaluateStage } from '../evaluation/evaluateStage';
import type { Pace } from '../evaluation/pace';
import type { StageEvaluation } from '../evaluation/stageEvaluation';
import type { TrainedPolicy } from '../ppo/foldedNetwork';

interface EndOfStage {
  readonly policy: TrainedPolicy;
  readonly settings: RunSettings;
  readonly stage: StageSettings;
  /** Has the user's own records that the settings name. */
  readonly library: RecordLibrary;
}

/**
 * The policy at the end of a stage on the held-out records of its magnitude, and on the user's own.
 *
 * @param onProgress hears the part that is done, 0 to 1
 * @throws the pace's reason to stop
 */
export async function evaluateEndOfStage(
  { policy, settings, stage, library }: EndOfStage,
  pace: Pace,
  onProgress?: (fraction: number) => void,
): Promise<StageEvaluation> {
  const evaluation = await evaluateStage({ policy, settings, stage }, pace, onProgress);
  const records = ownHeldOutRecords(settings, stage.number, library);
  return withOwnRecords(evaluation, { policy, settings, records }, pace);
}
