import { taskBuilding } from '../curriculum/taskBuilding';
import type { GroundMotion } from '../groundMotion/groundMotion';
import type { TrainedPolicy } from '../ppo/foldedNetwork';
import { policyController } from './controllers/policyController';
import { uncontrolled } from './controllers/uncontrolled';
import type { EvaluationSettings } from './evaluationSettings';
import type { Pace } from './pace';
import { simulateRecords } from './simulateRecords';
import type { StageEvaluation } from './stageEvaluation';
import { toResponses } from './stageEvaluation';

/** A policy, and the held-out records of its user. */
interface OwnRecordsTask {
  readonly policy: TrainedPolicy;
  readonly settings: EvaluationSettings;
  /** At the environment's time step. */
  readonly records: readonly GroundMotion[];
}

/**
 * Adds to an evaluation how the deterministic policy does on the user's own held-out records, under the same limit.
 *
 * @throws the pace's reason to stop
 */
export async function withOwnRecords(
  evaluation: StageEvaluation,
  { policy, settings, records }: OwnRecordsTask,
  pace: Pace,
): Promise<StageEvaluation> {
  if (records.length === 0) return evaluation;
  const { integrator, control_period } = settings;
  const forceLimit = 1000 * evaluation.force_limit_kN;
  const options = { controlPeriod: control_period };
  const controller = policyController(policy);
  const building = taskBuilding(settings);
  const idle = { records, building, integrator, forceLimit: 0, controller: uncontrolled };
  const pushed = { records, building, integrator, forceLimit, controller, options: () => options };
  const ownRecords = {
    records: records.map(({ name }) => name),
    responses: {
      uncontrolled: toResponses(await simulateRecords(idle, pace)),
      ppo: toResponses(await simulateRecords(pushed, pace)),
    },
  };
  return { ...evaluation, ownRecords };
}
