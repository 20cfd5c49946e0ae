import type { RunSettings } from '../curriculum/settings';
import { simulateEpisode } from '../environment/simulateEpisode';
import { heldOutRecord } from '../groundMotion/catalogue';
import type { Magnitude } from '../groundMotion/synthetic';
import { MAGNITUDES } from '../groundMotion/synthetic';
import type { TrainedPolicy } from '../ppo/foldedNetwork';
import { holdActions } from './holdActions';
import { policyController } from './policyController';
import type { StageEvaluation } from './stageEvaluation';
import { uncontrolled } from './uncontrolled';

/** Force limit of the final evaluation, whatever the stages used, kN. */
const FINAL_FORCE_LIMIT = 150;

/** The deterministic policy beside the uncontrolled building on a magnitude's held-out record, in float64. */
export function evaluateStage(
  trained: TrainedPolicy,
  { spectrum, integrator, control_period }: Pick<RunSettings, 'spectrum' | 'integrator' | 'control_period'>,
  magnitude: Magnitude,
  force_limit_kN: number,
): StageEvaluation {
  const record = heldOutRecord(magnitude, spectrum);
  const policy = holdActions(policyController(trained), control_period);
  return {
    record: record.name,
    magnitude,
    force_limit_kN,
    controlled: simulateEpisode(record, integrator, 1000 * force_limit_kN, policy).metrics,
    uncontrolled: simulateEpisode(record, integrator, 0, uncontrolled).metrics,
  };
}

/** The final policy on the held-out record of every magnitude. */
export function evaluateFinal(policy: TrainedPolicy, settings: RunSettings): StageEvaluation[] {
  return MAGNITUDES.map((magnitude) => evaluateStage(policy, settings, magnitude, FINAL_FORCE_LIMIT));
}
