import type { EnvironmentSpecification } from '../environment/specification';
import type { RewardTask } from '../environment/uncontrolledResponse';
import type { GroundMotion } from '../groundMotion/groundMotion';
import { builtInRecords } from './builtInRecords';
import type { RecordLibrary } from './recordLibrary';
import { EMPTY_LIBRARY, preparedRecord } from './recordLibrary';
import type { RunSettings, StageNumber } from './settings';
import type { TaskBuilding } from './taskBuilding';
import { taskBuilding } from './taskBuilding';

/** What the rewards of all stages of a run depend on. */
export function rewardTask(
  settings: TaskBuilding & Pick<RunSettings, 'integrator' | 'reward' | 'control_period'>,
): RewardTask {
  const { integrator, reward, control_period } = settings;
  return { building: taskBuilding(settings), integrator, reward, controlPeriod: control_period };
}

/** Whether stages train with what the uncontrolled building does in each of their records. */
export function needsUncontrolledResponse(
  settings: Pick<RunSettings, 'advantage_baseline' | 'reward'>,
): boolean {
  return settings.advantage_baseline !== 'none' || settings.reward.relative;
}

/**
 * The environments that a stage trains in.
 *
 * @param library the user's own records that the settings name
 * @param builtIn the records besides
 * @throws RecordMissingError when the library lacks one that the stage trains on
 */
export function stageEnvironment(
  settings: RunSettings,
  number: StageNumber,
  library: RecordLibrary = EMPTY_LIBRARY,
  builtIn: readonly GroundMotion[] = builtInRecords(settings, number),
): EnvironmentSpecification {
  const { force_limit_kN, stroke_limit_m } = settings.stages[number - 1];
  const own = settings.records[number - 1].training.map((use) => preparedRecord(use, library));
  return {
    ...rewardTask(settings),
    count: settings.n_envs,
    forceLimit: 1000 * force_limit_kN,
    strokeLimit: stroke_limit_m,
    staggeredStarts: settings.staggered_starts,
    advantageBaseline: settings.advantage_baseline,
    records: withOwn(builtIn, own),
    randomisation: settings.randomisation,
  };
}

/**
 * Records are drawn with equal probability, so the user's own are repeated until they last as long as the built-in ones:
 * a few among hundreds would hardly be seen.
 */
function withOwn(builtIn: readonly GroundMotion[], own: readonly GroundMotion[]): GroundMotion[] {
  if (own.length === 0) return [...builtIn];
  const repeats = Math.max(1, Math.round(samplesOf(builtIn) / samplesOf(own)));
  return [...builtIn, ...Array.from({ length: repeats }, () => own).flat()];
}

function samplesOf(records: readonly GroundMotion[]): number {
  return records.reduce((total, { acceleration }) => total + acceleration.length, 0);
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
