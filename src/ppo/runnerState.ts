import type { VectorEnvironmentState } from '../environment/specification';
import type { Normalisation } from './normalisation';
import type { Architecture } from './parameters';

/** torch's Adam: raw moments (not bias-corrected) in the layout of the parameters. */
export interface AdamState {
  /** Optimizer steps taken: one for each minibatch. */
  readonly step: number;
  readonly expAvg: Float32Array;
  readonly expAvgSq: Float32Array;
}

/** A finished episode: return, length in steps of 0.02 s. */
export interface Episode {
  readonly r: number;
  readonly l: number;
}

/** Where training stands, under the meaning of Stable-Baselines3's counters. */
export interface Counters {
  /** Steps of 0.02 s over all environments and all stages: `num_timesteps`. */
  readonly numTimesteps: number;
  /** Epochs done in all stages: `_n_updates`. */
  readonly nUpdates: number;
  /** Steps of 0.02 s of the stage in progress. */
  readonly stageTimesteps: number;
  /** Iterations (rollout and update) of the stage in progress; also the position of its random numbers. */
  readonly iteration: number;
}

/** The best policy that a stage has had at one of its validations, and how long ago that was. */
export interface BestPolicy {
  /** Flat, in the order of `parameterLayout`. */
  readonly parameters: Float32Array;
  /** What its parameters see observations through. */
  readonly normalisation: Normalisation;
  /** What the validation measured; smaller is better. */
  readonly score: number;
  /** Iterations of the stage that it was trained for. */
  readonly iteration: number;
  /** Iterations of the stage before the newest validation. */
  readonly validatedAt: number;
  /** Validations since then that found nothing better. */
  readonly waited: number;
}

/** What an engine holds between two iterations. */
export interface EngineState {
  readonly architecture: Architecture;
  /** Flat, in the order of `parameterLayout`. */
  readonly parameters: Float32Array;
  readonly optimizer: AdamState;
  /** The environments in the middle of their episodes; null: the next iteration starts them from rest. */
  readonly environments: VectorEnvironmentState | null;
}

/**
 * All that training carries from one iteration to the next. Saving, resuming and comparing take this record;
 * what is not in it does not survive.
 */
export interface RunnerState extends EngineState {
  readonly normalisation: Normalisation;
  readonly counters: Counters;
  /** The last finished episodes, newest last (Stable-Baselines3's `ep_info_buffer`, at most 100). */
  readonly episodes: readonly Episode[];
  /** The stage's best policy so far; null: none was validated. */
  readonly best: BestPolicy | null;
}
