import type { Controller, EpisodeOptions } from '../environment/simulateEpisode';
import type { ImperfectionStreams } from '../environment/imperfections';
import type { DomainRandomisation } from '../environment/specification';
import { NO_RANDOMISATION } from '../environment/specification';
import type { Magnitude } from '../groundMotion/synthetic';
import { MAGNITUDES } from '../groundMotion/synthetic';
import type { TrainedPolicy } from '../ppo/foldedNetwork';
import { PURPOSE, RandomStream } from '../random/stream';
import { policyController } from './controllers/policyController';
import { saturatedLqr } from './controllers/saturatedLqr';
import type { EvaluationSettings } from './evaluateStage';
import { FINAL_FORCE_LIMIT } from './evaluateStage';
import { evaluationRecords } from './evaluationRecords';
import { lqrForceWeight } from './knownFigures';
import type { Pace } from './pace';
import { simulateRecords } from './simulateRecords';
import type { RobustnessEvaluation } from './stageEvaluation';

/**
 * The imperfections that the original environment knows, each by itself and all together. Its recipe has them off, so the
 * sizes are this project's: errors of 5 %, a delay of 40 ms (under 1 % of the first mode's period), one reading in fifty
 * lost.
 */
const IMPERFECTIONS = {
  actuator_noise_std: 0.05,
  latency_steps: 2,
  sensor_noise_std: 0.05,
  sensor_dropout: 0.02,
} as const;

export interface RobustnessCondition {
  readonly name: string;
  readonly randomisation: DomainRandomisation;
}

export const ROBUSTNESS_CONDITIONS: readonly RobustnessCondition[] = [
  only('actuator noise', 'actuator_noise_std'),
  only('latency', 'latency_steps'),
  only('sensor noise', 'sensor_noise_std'),
  only('sensor dropout', 'sensor_dropout'),
  { name: 'all together', randomisation: { ...NO_RANDOMISATION, ...IMPERFECTIONS } },
];

function only(name: string, imperfection: keyof typeof IMPERFECTIONS): RobustnessCondition {
  return { name, randomisation: { ...NO_RANDOMISATION, [imperfection]: IMPERFECTIONS[imperfection] } };
}

/** Rows that `evaluateRobustness` yields. */
export const ROBUSTNESS_ROWS = ROBUSTNESS_CONDITIONS.length * MAGNITUDES.length;

/**
 * The final policy and the regulator under imperfect sensors and actuators on the held-out records: one row for each
 * condition and magnitude. Every policy meets the same disturbances.
 *
 * @throws the pace's reason to stop
 */
export async function* evaluateRobustness(
  policy: TrainedPolicy,
  { spectrum, integrator, control_period }: EvaluationSettings,
  pace: Pace,
): AsyncGenerator<RobustnessEvaluation, void, void> {
  const forceLimit = 1000 * FINAL_FORCE_LIMIT;
  const force_limit_kN = FINAL_FORCE_LIMIT;
  const ppo = policyController(policy);
  for (const magnitude of MAGNITUDES) {
    const records = evaluationRecords(magnitude, spectrum);
    const weight = lqrForceWeight({ spectrum, integrator, magnitude, force_limit_kN });
    const lqr = saturatedLqr(integrator, forceLimit, weight);
    for (const condition of ROBUSTNESS_CONDITIONS) {
      const peaks = async (controller: Controller, controlPeriod: number) => {
        const options = disturbed(condition, magnitude, controlPeriod);
        const metrics = await simulateRecords({ records, integrator, forceLimit, controller, options }, pace);
        return metrics.map(({ peakRoofDisplacement }) => peakRoofDisplacement);
      };
      yield {
        condition: condition.name,
        magnitude,
        force_limit_kN,
        peaks: { lqr: await peaks(lqr, 1), ppo: await peaks(ppo, control_period) },
      };
    }
  }
}

/** The random numbers do not depend on a run's seed: two runs are compared under the same disturbances. */
function disturbed({ randomisation }: RobustnessCondition, magnitude: Magnitude, controlPeriod: number) {
  const stage = 1 + MAGNITUDES.indexOf(magnitude);
  const random: ImperfectionStreams = {
    actuator: new RandomStream(0, stage, PURPOSE.actuatorNoise),
    sensor: new RandomStream(0, stage, PURPOSE.sensorNoise),
    dropout: new RandomStream(0, stage, PURPOSE.sensorDropout),
  };
  return (episode: number): EpisodeOptions => ({
    controlPeriod,
    imperfections: { randomisation, random, episode },
  });
}
