import type { RunSettings, StageNumber } from '../curriculum/settings';
import type { RunnerState } from '../ppo/runnerState';
import type { CheckpointKind } from './names';
import type { FinalEvaluation, StageEvaluation } from '../evaluation/stageEvaluation';

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
