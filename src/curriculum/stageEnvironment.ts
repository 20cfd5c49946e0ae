import type { EnvironmentSpecification } from '../environment/specification';
import { trainingRecords } from '../groundMotion/catalogue';
import type { RunSettings, StageNumber } from './settings';

/** The environments that a stage trains in. */
export function stageEnvironment(settings: RunSettings, number: StageNumber): EnvironmentSpecification {
  const { magnitude, force_limit_kN } = settings.stages[number - 1];
  return {
    count: settings.n_envs,
    integrator: settings.integrator,
    forceLimit: 1000 * force_limit_kN,
    controlPeriod: settings.control_period,
    reward: settings.reward,
    staggeredStarts: settings.staggered_starts,
    advantageBaseline: settings.advantage_baseline,
    records: trainingRecords(magnitude, settings.spectrum, settings.training_records),
    randomisation: settings.randomisation,
  };
}
