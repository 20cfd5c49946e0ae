import type { RunSettings, StageNumber } from '../curriculum/settings';
import type { RunnerState } from '../ppo/runnerState';
import type { StageEvaluation } from '../evaluation/stageEvaluation';

export type CheckpointKind = 'completed' | 'INTERRUPTED' | 'ERROR' | 'final';

/** Bytes that a checkpoint may have: the largest supported network with its moments has two thirds of it. */
export const MAX_CHECKPOINT_SIZE = 32 * 2 ** 20;

/** What a checkpoint file holds: the runner's state and where in which run it belongs. */
export interface Checkpoint {
  readonly kind: CheckpointKind;
  /** The stage that was completed, or that was running; 4 for the final model. */
  readonly stage: StageNumber;
  readonly settings: RunSettings;
  readonly state: RunnerState;
  /** Evaluations on held-out records of the stages completed so far, oldest first. */
  readonly evaluations: readonly StageEvaluation[];
  /** Name of the engine that computed the state and of the device it ran on. */
  readonly engine: string;
  readonly device: string;
}
