import type { RecordLibrary } from '../curriculum/recordLibrary';
import type { RunSettings } from '../curriculum/settings';
import type { StageEvaluation } from '../evaluation/stageEvaluation';
import type { CheckpointWriter } from './checkpointWriter';
import type { IterationAllowance } from './iterationAllowance';
import type { SaveRequest } from './saveRequest';
import type { SessionHost } from './sessionHost';

/** What the stages of a run and its final model have in common. */
export interface RunContext {
  readonly host: SessionHost;
  readonly settings: RunSettings;
  /** The user's own records that the settings name. */
  readonly library: RecordLibrary;
  /** Of the stages that are completed, oldest first. */
  readonly evaluations: readonly StageEvaluation[];
  readonly writer: CheckpointWriter;
  /** Of the session, which may go through several stages. */
  readonly allowance: IterationAllowance;
  /** To save the state in training before that is due. */
  readonly saveRequest: SaveRequest;
}
