import type { EnvironmentSpecification } from '../environment/specification';
import type { GroundMotion } from '../groundMotion/groundMotion';
import { trainingRecords } from '../groundMotion/catalogue';
import type { RecordLibrary } from './recordLibrary';
import { EMPTY_LIBRARY, preparedRecord } from './recordLibrary';
import type { RunSettings, StageNumber } from './settings';

/**
 * The environments that a stage trains in.
 *
 * @param library the user's own records that the settings name
 * @throws RecordMissingError when the library lacks one that the stage trains on
 */
export function stageEnvironment(
  settings: RunSettings,
  number: StageNumber,
  library: RecordLibrary = EMPTY_LIBRARY,
): EnvironmentSpecification {
  const { magnitude, force_limit_kN } = settings.stages[number - 1];
  return {
    count: settings.n_envs,
    integrator: settings.integrator,
    forceLimit: 1000 * force_limit_kN,
    controlPeriod: settings.control_period,
    reward: settings.reward,
    staggeredStarts: settings.staggered_starts,
    advantageBaseline: settings.advantage_baseline,
    records: [
      ...trainingRecords(magnitude, settings.spectrum, settings.training_records),
      ...settings.records[number - 1].training.map((use) => preparedRecord(use, library)),
    ],
    randomisation: settings.randomisation,
  };
}

/**
 * The user's own records that a stage is evaluated on, as the environment simulates them.
 *
 * @throws RecordMissingError when the library lacks one of them
 */
export function ownHeldOutRecords(
  { records }: Pick<RunSettings, 'records'>,
  number: StageNumber,
  library: RecordLibrary,
): GroundMotion[] {
  return records[number - 1].held_out.map((use) => preparedRecord(use, library));
}
