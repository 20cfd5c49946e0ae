import type { BuildingDesign } from '../building/design';
import type { Integrator } from '../building/stepMap';
import type { RewardShape } from '../environment/reward';
import type { DomainRandomisation, AdvantageBaseline } from '../environment/specification';
import type { Magnitude, Spectrum } from '../groundMotion/synthetic';
import type { Hyperparameters, PolicySettings } from './hyperparameters';
import type { RunRecords } from './recordUse';

export const STAGE_COUNT = 4;
export type StageNumber = 1 | 2 | 3 | 4;
export const STAGE_NUMBERS: readonly StageNumber[] = [1, 2, 3, 4];

export interface StageSettings {
  readonly number: StageNumber;
  readonly magnitude: Magnitude;
  readonly force_limit_kN: number;
  /** Stroke of the damper beyond which an episode costs more, m; null: none. */
  readonly stroke_limit_m: number | null;
  /** Part of the training time that goes to the magnitudes of the stages before, from 0 to below 1. */
  readonly earlier_magnitudes: number;
  /** Built-in records of the stage's magnitude to train on; null: as many as the run says. */
  readonly training_records: number | null;
  /** Steps of 0.02 s to train in this stage, summed over the environments. */
  readonly total_timesteps: number;
  /** Standard deviation of the action at the stage's start; null: as the stage before left it. */
  readonly initial_std: number | null;
  /**
   * Factor of the action head's weights and bias at the stage's start. A policy that asks for several times the force limit
   * does not explore: clipping hides its noise. A smaller head keeps what it has learnt to tell apart and lets it try again.
   */
  readonly action_head_scale: number;
  readonly hyperparameters: Hyperparameters;
}

/** What is brought to unit scale by running statistics, as by Stable-Baselines3's `VecNormalize`: see `ppo/normalisation`. */
export interface NormalisationSettings {
  readonly norm_obs: boolean;
  readonly norm_reward: boolean;
}

/** Everything that decides a run: with the same settings, engine and device, a run gives the same weights. */
export interface RunSettings {
  readonly preset: string;
  /** Sub-folder of the run's checkpoints; '' is the default run. */
  readonly run: string;
  /** Unsigned 32-bit integer. */
  readonly seed: number;
  readonly n_envs: number;
  readonly integrator: Integrator;
  readonly spectrum: Spectrum;
  /** Natural frequencies of the seismometers on the ground that the policy reads, Hz; none: it sees the building alone. */
  readonly seismometers: readonly number[];
  /** Built-in records of its magnitude that a stage trains on that does not say otherwise. */
  readonly training_records: number;
  /** Steps of 0.02 s for which each action is held. */
  readonly control_period: number;
  readonly advantage_baseline: AdvantageBaseline;
  readonly staggered_starts: boolean;
  /** Iterations between two validations, the better of whose policies is kept; 0: the last policy is kept. */
  readonly validation_interval: number;
  /** Validations without improvement after which a stage ends early; 0: never. */
  readonly validation_patience: number;
  readonly reward: RewardShape;
  readonly normalisation: NormalisationSettings;
  readonly policy: PolicySettings;
  readonly randomisation: DomainRandomisation;
  readonly stages: readonly [StageSettings, StageSettings, StageSettings, StageSettings];
  /** The user's own records, by stage. */
  readonly records: RunRecords;
  /** Absent: the v9 building. */
  readonly building?: BuildingDesign | undefined;
}

/** `M7.4 @ 150kN`, the stage's name in the console and on the page. */
export function stageName(stage: Pick<StageSettings, 'magnitude' | 'force_limit_kN'>): string {
  return `${stage.magnitude} @ ${stage.force_limit_kN}kN`;
}
