import type { StageSettings } from '../curriculum/settings';
import { validationRecord } from '../groundMotion/catalogue';
import type { TrainedPolicy } from '../ppo/foldedNetwork';
import { policyController } from './controllers/policyController';
import type { EvaluationSettings } from './evaluateStage';
import type { Pace } from './pace';
import { simulateRecords } from './simulateRecords';

/** Records of each magnitude that policies are chosen by. */
export const VALIDATION_RECORDS = 32;

/**
 * Mean peak roof displacement, m, of the deterministic policy over a stage's validation records. They are neither
 * trained on nor held out: what they choose, the held-out ones may judge.
 *
 * @throws the pace's reason to stop
 */
export async function validate(
  policy: TrainedPolicy,
  { spectrum, integrator, control_period }: EvaluationSettings,
  { magnitude, force_limit_kN }: Pick<StageSettings, 'magnitude' | 'force_limit_kN'>,
  pace: Pace,
): Promise<number> {
  const records = Array.from({ length: VALIDATION_RECORDS }, (_, index) =>
    validationRecord(magnitude, spectrum, index),
  );
  const metrics = await simulateRecords(
    {
      records,
      integrator,
      forceLimit: 1000 * force_limit_kN,
      controller: policyController(policy),
      options: () => ({ controlPeriod: control_period }),
    },
    pace,
  );
  return (
    metrics.reduce((total, { peakRoofDisplacement }) => total + peakRoofDisplacement, 0) / metrics.length
  );
}
