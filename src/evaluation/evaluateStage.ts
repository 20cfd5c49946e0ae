import { isV9, massOf } from '../building/building';
import { storeyHeight } from '../building/linearLimits';
import type { StageNumber, StageSettings } from '../curriculum/settings';
import { taskBuilding } from '../curriculum/taskBuilding';
import { GRAVITY } from '../groundMotion/groundMotion';
import { MAGNITUDES } from '../groundMotion/synthetic';
import type { TrainedPolicy } from '../ppo/foldedNetwork';
import type { Episode } from '../ppo/runnerState';
import { compareControllers } from './comparison';
import { policyController } from './controllers/policyController';
import { evaluationRecords } from './evaluationRecords';
import type { EvaluationSettings } from './evaluationSettings';
import { isSearchNeeded, smallestPeaks } from './knownFigures';
import type { Pace } from './pace';
import { simulateRecords } from './simulateRecords';
import type { StageEvaluation } from './stageEvaluation';
import { toResponses } from './stageEvaluation';
import { toEpisode } from './toEpisode';

/** Force limit of the final evaluation, whatever the stages used, kN. */
export const FINAL_FORCE_LIMIT = 150;

/** The limits of the final evaluation: one damper for all magnitudes, which is the one of the last stage. */
export function finalLimits({ stages }: Pick<EvaluationSettings, 'stages'>) {
  return { force_limit_kN: FINAL_FORCE_LIMIT, stroke_limit_m: stages[stages.length - 1].stroke_limit_m };
}

/** Part of the progress that tuning the compared controllers stands for. */
const TUNING_SHARE = 0.8;

type EvaluatedStage = Pick<StageSettings, 'magnitude' | 'force_limit_kN' | 'stroke_limit_m'> & {
  readonly number: StageNumber | null;
};

/** A policy, and the run's settings that it is judged under. */
interface JudgedPolicy {
  readonly policy: TrainedPolicy;
  readonly settings: EvaluationSettings;
}

/**
 * The deterministic policy beside other controllers on a magnitude's held-out records, in float64.
 *
 * @param onProgress hears the part that is done, 0 to 1
 * @throws the pace's reason to stop
 */
export async function evaluateStage(
  { policy, settings, stage }: JudgedPolicy & { readonly stage: EvaluatedStage },
  pace: Pace,
  onProgress: (fraction: number) => void = () => {},
): Promise<StageEvaluation> {
  const { number, magnitude, force_limit_kN, stroke_limit_m } = stage;
  const { spectrum, integrator, control_period } = settings;
  const building = taskBuilding(settings);
  const limits = { force_limit_kN, stroke_limit_m };
  const task = { building: settings.building, spectrum, integrator, magnitude, ...limits };
  const records = evaluationRecords(magnitude, spectrum);
  const options = { controlPeriod: control_period };
  const controller = policyController(policy);
  const forceLimit = 1000 * force_limit_kN;
  // Where nobody has tuned for this building and these limits yet, that takes longer than to evaluate a policy.
  const share = isSearchNeeded(task) ? TUNING_SHARE : 0;
  const comparison = await compareControllers(task, pace, (fraction) => onProgress(share * fraction));
  const episodes: Episode[] = [];
  const metrics = await simulateRecords(
    { records, building, integrator, forceLimit, controller, options: () => options },
    pace,
    (trace, record) => {
      episodes.push(toEpisode(record, trace, settings, stroke_limit_m));
      onProgress(share + (1 - share) * (episodes.length / records.length));
    },
  );
  return {
    stage: number,
    magnitude,
    force_limit_kN,
    ...(stroke_limit_m !== null && { stroke_limit_m }),
    ...(isV9(building) ? {} : { storeyHeight_m: storeyHeight(building) }),
    weight_N: GRAVITY * massOf(building),
    records: records.map(({ name }) => name),
    responses: { ...comparison, ppo: toResponses(metrics) },
    episodes,
    smallestPeaks: smallestPeaks(task),
  };
}

/**
 * The final policy on the held-out records of every magnitude.
 *
 * @param onProgress hears the part that is done, 0 to 1
 * @throws the pace's reason to stop
 */
export async function evaluateFinal(
  { policy, settings }: JudgedPolicy,
  pace: Pace,
  onProgress: (fraction: number) => void = () => {},
): Promise<StageEvaluation[]> {
  const evaluations: StageEvaluation[] = [];
  for (const magnitude of MAGNITUDES) {
    const stage = { number: null, magnitude, ...finalLimits(settings) };
    const report = (fraction: number) => onProgress((evaluations.length + fraction) / MAGNITUDES.length);
    evaluations.push(await evaluateStage({ policy, settings, stage }, pace, report));
  }
  return evaluations;
}
