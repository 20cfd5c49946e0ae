import type { Integrator } from '../building/stepMap';
import type { DomainRandomisation } from '../environment/specification';
import type { Magnitude, Spectrum } from '../groundMotion/synthetic';
import type { Hyperparameters, PolicySettings } from './hyperparameters';
import type { StageRecords } from './recordUse';

export const STAGE_COUNT = 4;
export type StageNumber = 1 | 2 | 3 | 4;
export const STAGE_NUMBERS: readonly StageNumber[] = [1, 2, 3, 4];

export interface StageSettings {
  readonly number: StageNumber;
  readonly magnitude: Magnitude;
  readonly force_limit_kN: number;
  /** Simulation steps to train in this stage, summed over the environments. */
  readonly total_timesteps: number;
  readonly hyperparameters: Hyperparameters;
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
  readonly policy: PolicySettings;
  readonly randomisation: DomainRandomisation;
  readonly stages: readonly [StageSettings, StageSettings, StageSettings, StageSettings];
  /** The user's own records, by stage. */
  readonly records: readonly [StageRecords, StageRecords, StageRecords, StageRecords];
}

/** `M7.4 @ 150kN`, the stage's name in the console and on the page. */
export function stageName(stage: Pick<StageSettings, 'magnitude' | 'force_limit_kN'>): string {
  return `${stage.magnitude} @ ${stage.force_limit_kN}kN`;
}
