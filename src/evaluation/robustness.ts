import type { Building } from '../building/building';
import { compile } from '../building/building';
import { taskBuilding } from '../curriculum/taskBuilding';
import type { StageSettings } from '../curriculum/settings';
import type { Controller } from '../environment/simulateEpisode';
import type { ImperfectionStreams } from '../environment/imperfections';
import type { Magnitude } from '../groundMotion/synthetic';
import { MAGNITUDES } from '../groundMotion/synthetic';
import type { TrainedPolicy } from '../ppo/foldedNetwork';
import { PURPOSE, RandomStream } from '../random/stream';
import { policyController } from './controllers/policyController';
import { saturatedLqr } from './controllers/saturatedLqr';
import type { EvaluationSettings } from './evaluationSettings';
import { FINAL_FORCE_LIMIT, finalLimits } from './evaluateStage';
import { evaluationRecords } from './evaluationRecords';
import { knownLqrRobustness, lqrWeights } from './knownFigures';
import type { Pace } from './pace';
import { simulatePeaks } from './simulateRecords';
import type { RobustnessCondition } from './robustnessConditions';
import { ROBUSTNESS_CONDITIONS } from './robustnessConditions';
import type { RobustnessEvaluation } from './stageEvaluation';
import { sampleOf } from './stageEvaluation';

/** N */
const FORCE_LIMIT = 1000 * FINAL_FORCE_LIMIT;

/** Rows that `evaluateRobustness` yields. */
export const ROBUSTNESS_ROWS = ROBUSTNESS_CONDITIONS.length * MAGNITUDES.length;

type Limited = Pick<StageSettings, 'stroke_limit_m'>;
type Task = Pick<EvaluationSettings, 'building' | 'spectrum' | 'integrator'>;

/**
 * The final policy and the regulator under imperfect sensors and actuators on held-out records: one row for each
 * condition and magnitude. Every controller meets the same disturbances.
 *
 * @throws the pace's reason to stop
 */
export async function* evaluateRobustness(
  policy: TrainedPolicy,
  settings: EvaluationSettings,
  pace: Pace,
): AsyncGenerator<RobustnessEvaluation, void, void> {
  const controller = policyController(policy);
  const { stroke_limit_m } = finalLimits(settings);
  for (const magnitude of MAGNITUDES) {
    for (const condition of ROBUSTNESS_CONDITIONS) {
      const ppo = await disturbedPeaks(
        {
          ...settings,
          building: taskBuilding(settings),
          magnitude,
          condition,
          controller,
          controlPeriod: settings.control_period,
        },
        pace,
      );
      const lqr =
        (stroke_limit_m === null && knownLqrRobustness(settings, magnitude, condition.name)) ||
        (await lqrRobustness({ ...settings, stroke_limit_m }, magnitude, condition, pace));
      yield { condition: condition.name, magnitude, force_limit_kN: FINAL_FORCE_LIMIT, peaks: { lqr, ppo } };
    }
  }
}

/** The part of a row that no policy changes: the saturated regulator, which acts at every step. */
export async function lqrRobustness(
  { building: design, spectrum, integrator, stroke_limit_m }: Task & Limited,
  magnitude: Magnitude,
  condition: RobustnessCondition,
  pace: Pace,
): Promise<number[]> {
  const task = { spectrum, integrator, magnitude };
  const limits = { force_limit_kN: FINAL_FORCE_LIMIT, stroke_limit_m };
  const weights = await lqrWeights({ ...task, building: design, ...limits }, pace);
  const building = compile(design);
  const controller = saturatedLqr(building, integrator, FORCE_LIMIT, weights);
  return disturbedPeaks({ ...task, building, condition, controller, controlPeriod: 1 }, pace);
}

interface DisturbedTask extends Omit<Task, 'building'> {
  readonly building: Building;
  readonly magnitude: Magnitude;
  readonly condition: RobustnessCondition;
  readonly controller: Controller;
  readonly controlPeriod: number;
}

async function disturbedPeaks(task: DisturbedTask, pace: Pace): Promise<number[]> {
  const { building, spectrum, integrator, magnitude, condition, controller, controlPeriod } = task;
  const { randomisation } = condition;
  const records = sampleOf(evaluationRecords(magnitude, spectrum));
  const random = streamsOf(magnitude);
  const options = (episode: number) => ({ controlPeriod, imperfections: { randomisation, random, episode } });
  return simulatePeaks({ records, building, integrator, forceLimit: FORCE_LIMIT, controller, options }, pace);
}

/** They do not depend on a run's seed: two runs are compared under the same disturbances. */
function streamsOf(magnitude: Magnitude): ImperfectionStreams {
  const stage = 1 + MAGNITUDES.indexOf(magnitude);
  return {
    actuator: new RandomStream(0, stage, PURPOSE.actuatorNoise),
    sensor: new RandomStream(0, stage, PURPOSE.sensorNoise),
    dropout: new RandomStream(0, stage, PURPOSE.sensorDropout),
  };
}
