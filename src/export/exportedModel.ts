import type { RunSettings, StageNumber } from '../curriculum/settings';
import type { FinalEvaluation, StageEvaluation } from '../evaluation/stageEvaluation';
import type { RunnerState } from '../ppo/runnerState';

/** How a model was trained, as its checkpoint tells it. */
export interface Provenance {
  readonly stage: StageNumber;
  readonly settings: RunSettings;
  readonly evaluations: readonly StageEvaluation[];
  /** Of the final model; null in any other checkpoint. */
  readonly finalEvaluation: FinalEvaluation | null;
  readonly engine: string;
  readonly device: string;
}

/** A trained policy on its way out of the page, whoever trained it. */
export interface ExportedModel {
  /** Name of the checkpoint's file, for instance `stage2_100kN.zip`. */
  readonly fileName: string;
  /** The checkpoint itself. */
  readonly zip: Uint8Array<ArrayBuffer>;
  /** Hexadecimal SHA-256 of the zip. */
  readonly sha256: string;
  readonly state: RunnerState;
  /** What this page knows of its training; null: Python saved it, without a place in a run. */
  readonly training: Provenance | null;
}
