import type { RunSettings, StageNumber } from '../curriculum/settings';
import type { RunnerState } from '../ppo/runnerState';
import type { FinalEvaluation, StageEvaluation } from '../evaluation/stageEvaluation';

export type CheckpointKind = 'completed' | 'INTERRUPTED' | 'ERROR' | 'final';

/** Bytes that a checkpoint may have: the largest supported network, its moments and its stage's best have four fifths of it. */
export const MAX_CHECKPOINT_SIZE = 32 * 2 ** 20;

/** Bytes that all checkpoints of a run together may have in one zip: four stages with their emergency checkpoints. */
export const MAX_RUN_SIZE = 16 * MAX_CHECKPOINT_SIZE;

/** What a checkpoint file holds: the runner's state and where in which run it belongs. */
export interface Checkpoint {
  readonly kind: CheckpointKind;
  /** The stage that was completed, or that was running; 4 for the final model. */
  readonly stage: StageNumber;
  readonly settings: RunSettings;
  readonly state: RunnerState;
  /** Evaluations on held-out records of the stages completed so far, oldest first. */
  readonly evaluations: readonly StageEvaluation[];
  /** Evaluation of the final model on every magnitude; null before it. */
  readonly finalEvaluation: FinalEvaluation | null;
  /** Name of the engine that computed the state and of the device it ran on. */
  readonly engine: string;
  readonly device: string;
}
