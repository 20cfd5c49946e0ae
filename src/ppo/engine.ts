import type { EnvironmentSpecification } from '../environment/specification';
import type { Hyperparameters } from '../curriculum/hyperparameters';
import type { NormalisationSettings } from '../curriculum/settings';
import { NonFiniteError } from './errors';
import type { RolloutMoments } from './moments';
import type { Architecture } from './parameters';
import type { Scales } from './normalisation';
import type { EngineState, Episode } from './runnerState';

/** What an engine needs to know of a stage; it does not change until the next `begin`. */
export interface StageTask {
  /** Number of the stage: part of the key of every random number. */
  readonly stage: number;
  readonly seed: number;
  readonly hyperparameters: Hyperparameters;
  readonly environment: EnvironmentSpecification;
  /** What the learner keeps statistics of; engines only apply the scales of each iteration. */
  readonly normalisation: NormalisationSettings;
  /** How the stage explores anew at its start: see `StageSettings`. */
  readonly exploration: { readonly initial_std: number | null; readonly action_head_scale: number };
}

/** Where an iteration is, for the page's progress bar. */
export interface IterationProgress {
  readonly phase: 'rollout' | 'update';
  /** Part of the phase that is done, 0 to 1. */
  readonly fraction: number;
}

export interface IterationOptions {
  /** Number of the iteration within the stage, from 0: the position of its random numbers. */
  readonly iteration: number;
  /** From the schedule; the same for the whole iteration. */
  readonly learningRate: number;
  /** Of observations and rewards; the same for the whole iteration. */
  readonly scales: Scales;
  /** Abandons the iteration: it rejects with the signal's reason and the state stays at the last boundary. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: IterationProgress) => void;
}

/** Means over the iteration's minibatches, as Stable-Baselines3 logs them. */
export interface UpdateStatistics {
  readonly approx_kl: number;
  readonly clip_fraction: number;
  readonly entropy_loss: number;
  readonly explained_variance: number;
  readonly loss: number;
  readonly policy_gradient_loss: number;
  readonly value_loss: number;
  /** Standard deviation of the action after the update. */
  readonly std: number;
}

/**
 * Refuses statistics that are not finite. Engines call it before they let an iteration count.
 *
 * @throws NonFiniteError naming the log key; an undefined explained variance is no fault of the update
 */
export function assertFinite(statistics: UpdateStatistics): void {
  for (const [key, value] of Object.entries(statistics)) {
    if (key !== 'explained_variance' && !Number.isFinite(value)) throw new NonFiniteError(`train/${key}`);
  }
}

export interface IterationResult {
  readonly statistics: UpdateStatistics;
  /** Epochs begun: fewer than `n_epochs` when `target_kl` stopped the update. */
  readonly epochs: number;
  /** Episodes that ended in the rollout, oldest first. */
  readonly episodes: readonly Episode[];
  readonly moments: RolloutMoments;
}

/**
 * Computes PPO iterations: the one interface that the trainer drives, whatever the hardware.
 *
 * An iteration is a transaction. Either it completes and the state moves to the next boundary, or it rejects
 * (abandoned, not finite, device lost) and the state stays where it was; `snapshot` then still gives the last
 * boundary, unless the device itself is gone.
 */
export interface Engine {
  /** For people and for the checkpoint, for instance `tfjs-wasm`. */
  readonly name: string;

  /** Bytes of GPU memory that the engine holds now; absent where it does not count them. */
  readonly memoryBytes?: number;

  /**
   * Refuses a stage that the device's limits have no room for, and puts nothing on the device; absent: there are none to look at.
   *
   * @param task a stage, or its outline: see `stageOutline`
   * @throws LimitError
   */
  assertWithinLimits?(task: StageTask, architecture: Architecture): void;

  /** Enters a stage at `state`. A null `state.environments` starts the environments from rest. */
  begin(task: StageTask, state: EngineState): Promise<void>;

  /**
   * Collects one rollout of `n_steps` in every environment and updates the policy on it.
   *
   * @throws NonFiniteError when a loss, gradient or parameter is NaN or infinite
   * @throws GpuFailure when the GPU is gone or refused the work
   */
  iterate(options: IterationOptions): Promise<IterationResult>;

  /** The state at the last iteration's boundary, copied to host memory. */
  snapshot(): Promise<EngineState>;

  dispose(): void;
}
