import type { RunSettings } from '../curriculum/settings';
import type { RecordLibrary } from '../curriculum/recordLibrary';
import { EMPTY_LIBRARY } from '../curriculum/recordLibrary';
import { ownHeldOutRecords } from '../curriculum/stageEnvironment';
import { simulateEpisode } from '../environment/simulateEpisode';
import { heldOutRecord } from '../groundMotion/catalogue';
import type { GroundMotion } from '../groundMotion/groundMotion';
import type { Magnitude } from '../groundMotion/synthetic';
import { MAGNITUDES } from '../groundMotion/synthetic';
import type { Architecture } from '../ppo/parameters';
import { policyController } from './policyController';
import type { RecordEvaluation, StageEvaluation } from './stageEvaluation';
import { uncontrolled } from './uncontrolled';

interface Policy {
  readonly architecture: Architecture;
  readonly parameters: Float32Array;
}

/** Force limit of the final evaluation, whatever the stages used, kN. */
const FINAL_FORCE_LIMIT = 150;

type Task = Pick<RunSettings, 'spectrum' | 'integrator'>;

/**
 * The deterministic policy beside the uncontrolled building on a magnitude's held-out record, in float64.
 *
 * @param own the user's own held-out records, at the environment's time step
 */
export function evaluateStage(
  policy: Policy,
  settings: Task,
  magnitude: Magnitude,
  force_limit_kN: number,
  own: readonly GroundMotion[] = [],
): StageEvaluation {
  const evaluate = (record: GroundMotion) => evaluateRecord(policy, settings, record, force_limit_kN);
  return {
    ...evaluate(heldOutRecord(magnitude, settings.spectrum)),
    magnitude,
    ...(own.length > 0 && { own_records: own.map(evaluate) }),
  };
}

function evaluateRecord(
  { architecture, parameters }: Policy,
  { integrator }: Task,
  record: GroundMotion,
  force_limit_kN: number,
): RecordEvaluation {
  const policy = policyController(architecture, parameters);
  return {
    record: record.name,
    force_limit_kN,
    controlled: simulateEpisode(record, integrator, 1000 * force_limit_kN, policy).metrics,
    uncontrolled: simulateEpisode(record, integrator, 0, uncontrolled).metrics,
  };
}

/**
 * The final policy on the held-out record of every magnitude, and on the user's own that its stages hold out.
 *
 * @throws RecordMissingError when the library lacks one of them
 */
export function evaluateFinal(
  policy: Policy,
  settings: RunSettings,
  library: RecordLibrary = EMPTY_LIBRARY,
): StageEvaluation[] {
  return MAGNITUDES.map((magnitude) => {
    const stages = settings.stages.filter((stage) => stage.magnitude === magnitude);
    const own = stages.flatMap(({ number }) => ownHeldOutRecords(settings, number, library));
    return evaluateStage(policy, settings, magnitude, FINAL_FORCE_LIMIT, own);
  });
}
