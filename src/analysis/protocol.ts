import type { ActivationFunction } from '../curriculum/hyperparameters';
import type { RecordUse } from '../curriculum/recordUse';
import type { RunSettings, StageSettings } from '../curriculum/settings';
import type { Playback } from '../evaluation/playback';
import type { AccelerationUnit, OtherQuantity } from '../groundMotion/accelerationUnit';
import type { GroundMotion } from '../groundMotion/groundMotion';
import type { RecordAnswers, RecordContent, RecordQuestion } from '../groundMotion/recordContent';
import type { RecordSummary } from '../groundMotion/recordSummary';
import type { Magnitude, Spectrum } from '../groundMotion/synthetic';

/** What the page asks of the worker that computes beside training, and what it answers. */

/** Who pushes the damper. */
export type PlayedPolicy =
  | { readonly of: 'none' }
  /** The saturated regulator with all sensors, or a damper with the best passive suspension. */
  | { readonly of: 'lqr' | 'passive' }
  | { readonly of: 'checkpoint'; readonly path: string }
  | {
      readonly of: 'parameters';
      readonly architecture: {
        readonly observationSize: number;
        readonly netArch: readonly number[];
        readonly activation: ActivationFunction;
      };
      /** Of the network that sees raw observations. */
      readonly parameters: Float32Array;
    };

export type PlayedRecord =
  | { readonly of: 'built-in'; readonly magnitude: Magnitude }
  | { readonly of: 'own'; readonly use: RecordUse };

export interface PlayQuestion {
  readonly policy: PlayedPolicy;
  readonly record: PlayedRecord;
  /** Whose force limit applies; the regulator is tuned on its magnitude, and under its stroke limit. */
  readonly stage: Pick<StageSettings, 'magnitude' | 'force_limit_kN' | 'stroke_limit_m'>;
  /** Those of the page; a checkpoint is played under the ones that it was trained with. */
  readonly settings: RunSettings;
}

/** What a file of a record leaves open, and the likeliest answers. */
export interface OpenRecord {
  readonly content: RecordContent;
  readonly questions: readonly RecordQuestion[];
  readonly guess: Required<RecordAnswers>;
  /** The unit that the file names although its values cannot be in it. */
  readonly doubt: AccelerationUnit | null;
}

/** A record of a chosen file, or why there is none. */
export type RecordReading =
  /** `open` is null where the file says all that is needed; else the summary is of what was answered, or guessed. */
  | { readonly fileName: string; readonly summary: RecordSummary; readonly open: OpenRecord | null }
  /** `quantity`: what the file holds instead of accelerations. */
  | { readonly fileName: string; readonly problem: string; readonly quantity: OtherQuantity | null };

/** What is in a zip: a model or a run, which the trainer takes; or files, each of which is read or named. */
export type ZipContents =
  | { readonly of: 'model' }
  | {
      readonly of: 'files';
      readonly readings: readonly RecordReading[];
      /** Zips of models in it. */
      readonly models: readonly { readonly fileName: string; readonly content: Blob }[];
    };

/** A record of the user's own on the disk; `summary` is null where its file cannot be read. */
export interface OwnRecord {
  readonly path: string;
  readonly name: string;
  readonly digest: string;
  readonly summary: RecordSummary | null;
  readonly problem: string | null;
}

/** The calls by name. */
export interface AnalysisCalls {
  play: { readonly question: PlayQuestion; readonly answer: Playback };
  /** The held-out record of a magnitude, then some to train on. */
  builtInRecords: {
    readonly question: { readonly magnitude: Magnitude; readonly spectrum: Spectrum };
    readonly answer: readonly RecordSummary[];
  };
  /** Looks into chosen files; stores nothing. */
  readRecords: {
    readonly question: readonly { readonly fileName: string; readonly bytes: Uint8Array<ArrayBuffer> }[];
    readonly answer: readonly RecordReading[];
  };
  /** The record of an open file with what was answered. */
  answerRecord: {
    readonly question: {
      readonly fileName: string;
      readonly content: RecordContent;
      readonly answers: RecordAnswers;
    };
    readonly answer: RecordReading;
  };
  lookIntoZip: {
    readonly question: { readonly fileName: string; readonly content: Blob };
    readonly answer: ZipContents;
  };
  ownRecords: { readonly question: null; readonly answer: readonly OwnRecord[] };
  addRecord: { readonly question: GroundMotion; readonly answer: null };
  renameRecord: {
    readonly question: { readonly path: string; readonly name: string };
    readonly answer: null;
  };
  deleteRecord: { readonly question: { readonly path: string }; readonly answer: null };
}
