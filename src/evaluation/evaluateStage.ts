import type { RunSettings } from '../curriculum/settings';
import { simulateEpisode } from '../environment/simulateEpisode';
import { heldOutRecord } from '../groundMotion/catalogue';
import type { Magnitude } from '../groundMotion/synthetic';
import { MAGNITUDES } from '../groundMotion/synthetic';
import type { Architecture } from '../ppo/parameters';
import { policyController } from './policyController';
import type { StageEvaluation } from './stageEvaluation';
import { uncontrolled } from './uncontrolled';

interface Policy {
  readonly architecture: Architecture;
  readonly parameters: Float32Array;
}

/** Force limit of the final evaluation, whatever the stages used, kN. */
const FINAL_FORCE_LIMIT = 150;

/** The deterministic policy beside the uncontrolled building on a magnitude's held-out record, in float64. */
export function evaluateStage(
  { architecture, parameters }: Policy,
  { spectrum, integrator }: Pick<RunSettings, 'spectrum' | 'integrator'>,
  magnitude: Magnitude,
  force_limit_kN: number,
): StageEvaluation {
  const record = heldOutRecord(magnitude, spectrum);
  const policy = policyController(architecture, parameters);
  return {
    record: record.name,
    magnitude,
    force_limit_kN,
    controlled: simulateEpisode(record, integrator, 1000 * force_limit_kN, policy).metrics,
    uncontrolled: simulateEpisode(record, integrator, 0, uncontrolled).metrics,
  };
}

/** The final policy on the held-out record of every magnitude. */
export function evaluateFinal(policy: Policy, settings: RunSettings): StageEvaluation[] {
  return MAGNITUDES.map((magnitude) => evaluateStage(policy, settings, magnitude, FINAL_FORCE_LIMIT));
}
