import type { RunSettings, StageNumber } from '../../curriculum/settings';
import type { UncontrolledResponse } from '../../environment/uncontrolledResponse';
import type { Validation } from '../../evaluation/validate';
import type { GroundMotion } from '../../groundMotion/groundMotion';
import type { Magnitude } from '../../groundMotion/synthetic';
import type { TrainedPolicy } from '../../ppo/foldedNetwork';

/** Some of the built-in records that a magnitude can be trained on. */
export interface RecordBlock {
  readonly settings: RunSettings;
  readonly magnitude: Magnitude;
  /** Index of the first, from 0. */
  readonly first: number;
  readonly count: number;
}

/** A record to train on, and what the uncontrolled building does in it. */
export interface PreparedRecord {
  readonly record: GroundMotion;
  /** Null where the settings train without it. */
  readonly response: UncontrolledResponse | null;
}

/** What a thread beside the training is asked for: work that depends on no other, and that training need not wait for. */
export interface BackgroundCalls {
  readonly validate: {
    readonly question: {
      readonly policy: TrainedPolicy;
      readonly settings: RunSettings;
      readonly stage: StageNumber;
    };
    readonly answer: Validation;
  };
  readonly prepare: { readonly question: RecordBlock; readonly answer: readonly PreparedRecord[] };
}
