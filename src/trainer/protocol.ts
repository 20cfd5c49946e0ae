import type { PlannedStart } from '../checkpoint/resume';
import type { ActivationFunction, Hyperparameters } from '../curriculum/hyperparameters';
import type { RunSettings, StageNumber } from '../curriculum/settings';
import type { RobustnessEvaluation, StageEvaluation } from '../evaluation/stageEvaluation';
import type { Problem } from '../errors/problem';
import type { ExportFormat } from '../export/exportFiles';
import type { Provenance } from '../export/exportedModel';
import type { LogRecord } from '../logging/logRecord';
import type { EngineName } from '../ppo/engines/names';

/** The only file that page and worker share: what they say to each other. */

/** The device that trains, and why this one. */
export interface DeviceInfo {
  readonly engine: EngineName;
  /** Engine and adapter for people, for instance `tfjs-webgpu on NVIDIA H100`. */
  readonly label: string;
  /** One sentence: why this device was chosen. */
  readonly reason: string;
  /** Engines that this machine can run, for the device menu. */
  readonly available: readonly EngineName[];
}

/** What an engine did in a short trial, and where. */
export interface TimedEngine {
  readonly engine: EngineName;
  /** Machine, browser, version of this page and shapes of the run: where one of them is another, it says nothing. */
  readonly place: string;
  /** Environment steps a second, updates included. */
  readonly stepsPerSecond: number;
  /** It was stopped before it had an answer: it does fewer steps than that. */
  readonly isBound: boolean;
}

/** Where an uploaded zip goes in the run. */
export type ImportTarget =
  /** The zip completes this stage: the next start resumes after it. */
  | { readonly as: 'completed'; readonly stage: StageNumber }
  /** A new run starts from the zip's policy. */
  | { readonly as: 'initial' }
  /** Under the names that the zip or the zips in it have. */
  | { readonly as: 'named' };

/** How training can go on after an upload, other than with the settings on the page. */
export interface ImportedRecipe {
  /** For people, for instance `Its own: n_steps 2048, ...`. */
  readonly label: string;
  /** The run's whole settings, or the hyperparameters for every stage that is still to come. */
  readonly recipe:
    | { readonly of: 'run'; readonly settings: RunSettings }
    | { readonly of: 'stages'; readonly hyperparameters: Partial<Hyperparameters> };
}

/** What is inside an uploaded zip, for the page to show before anything is stored. */
export interface ImportInspection {
  /** The uploaded file's own name. */
  readonly fileName: string;
  /** Names under which it would be stored; empty: the page must ask which stage it completes. */
  readonly names: readonly string[];
  /** The run that the zip was packed from; null: it does not say. */
  readonly run: string | null;
  /** One line each, for people: who wrote it, timesteps, network. */
  readonly summary: readonly string[];
  /** What cannot be taken over, one sentence each. */
  readonly warnings: readonly string[];
  readonly recipes: readonly ImportedRecipe[];
  /** Its learning rate could not be taken over: a person must say how to go on. */
  readonly mustChooseRecipe: boolean;
}

/** What is in a checkpoint. All of it was read and checked for this. */
export interface CheckpointDescription {
  readonly origin: 'tmd-lab' | 'stable-baselines3';
  /** Environment steps over all stages. */
  readonly numTimesteps: number;
  /** Those of the stage that it belongs to. */
  readonly stageTimesteps: number;
  readonly architecture: {
    readonly observationSize: number;
    readonly netArch: readonly number[];
    readonly activation: ActivationFunction;
  };
  /** How it was trained; null where Python saved it. */
  readonly training: Provenance | null;
  /** Of a final model: its run was validated in every stage, as their checkpoints say. */
  readonly isValidated?: boolean;
  /** What cannot be taken over, one sentence each. */
  readonly notes: readonly string[];
}

/** The policy of a run that is trained, as it was at the end of its last iteration. */
export interface PolicySnapshot {
  readonly stage: StageNumber;
  /** Environment steps over all stages. */
  readonly timesteps: number;
  readonly architecture: {
    readonly observationSize: number;
    readonly netArch: readonly number[];
    readonly activation: ActivationFunction;
  };
  /** Of the network that sees raw observations, in the order of Stable-Baselines3's `state_dict()`. */
  readonly parameters: Float32Array;
}

export type { ExportFormat } from '../export/exportFiles';

/** A file that a person chose, or gets. */
export interface NamedFile {
  readonly fileName: string;
  /** A run's may be larger than the memory. */
  readonly content: Blob;
}

/** How a training is to go. */
export interface TrainingQuestion {
  readonly settings: RunSettings;
  /** Null: the one that the run began with, or the fastest that this machine has. */
  readonly engine: EngineName | null;
  /** What the page remembers of engines that were timed. */
  readonly timed: readonly TimedEngine[];
  /** It pauses before a second iteration. */
  readonly isSingleIteration: boolean;
}

/** A run that is trained with others. */
export interface SeriesRun {
  readonly settings: RunSettings;
  /** As of `start`, where it is trained by the resume rules. */
  readonly promised: PlannedStart;
  /** The emergency checkpoint that it goes on from, exactly where it was saved; null: by the resume rules. */
  readonly path: string | null;
}

/** How a run ended that was trained with others. */
export interface RunResult extends SessionResult {
  readonly run: string;
}

/** Name of the problem of a start that would do something else than it promised. */
export const FILES_CHANGED = 'FilesChangedError';

/** How a session ended; `problem` tells of an error. */
export interface SessionResult {
  /**
   * `paused`: it did the iterations that it was to do. As where it was interrupted, an emergency checkpoint has them.
   * `evaluated`: nothing was to be trained.
   */
  readonly outcome: 'complete' | 'evaluated' | 'paused' | 'interrupted' | 'error';
  readonly problem: Problem | null;
}

/** What came of files that the disk had lost. Those that are in neither list are not in memory. */
export interface WrittenAgain {
  /** Paths of those that are there again. */
  readonly written: readonly string[];
  /** Paths of those that the disk refuses; events tell of them. */
  readonly refused: readonly string[];
}

/** What the page asks, by name. */
export interface TrainerCalls {
  /** Says which device would train; nothing is timed. */
  probe: {
    readonly question: Pick<TrainingQuestion, 'engine' | 'settings' | 'timed'> & {
      /** The checkpoint of the run that the next start goes on from; null: the run is new. */
      readonly path: string | null;
    };
    readonly answer: DeviceInfo;
  };
  /** Trains by the resume rules. The answer comes when training has ended; until then events tell of it. */
  start: {
    readonly question: TrainingQuestion & {
      /** What the page has said that the start would do: where the files say otherwise, nothing is trained. */
      readonly promised: PlannedStart;
      /** Nobody chose the settings: a run that is new may be trained under the recipe that suits this machine. */
      readonly areUnchosen: boolean;
    };
    readonly answer: SessionResult;
  };
  /** Goes on from an emergency checkpoint, by the user's choice, exactly where it was saved. */
  continue: {
    readonly question: TrainingQuestion & { readonly path: string };
    readonly answer: SessionResult;
  };
  /**
   * Trains runs that differ in the seed: side by side on a GPU, one after another on anything else. One that fails ends no
   * other; an interrupt ends all. The answer has those that were begun.
   */
  startSeries: {
    readonly question: Pick<TrainingQuestion, 'engine' | 'timed'> & { readonly runs: readonly SeriesRun[] };
    readonly answer: readonly RunResult[];
  };
  /** Makes evaluations of the run anew that an older version made. As with a training, events tell of it. */
  evaluateAgain: {
    readonly question: TrainingQuestion & {
      /** The newest checkpoint, whose engine is taken; null: there is none. */
      readonly path: string | null;
    };
    readonly answer: SessionResult;
  };
  /** Stops the training under way, all of its runs, whose own call is answered when they have stopped. */
  interrupt: { readonly question: null; readonly answer: null };
  /** The policy of a run that is trained, at the end of an iteration. Refused where it is not. */
  newestPolicy: { readonly question: { readonly run: string }; readonly answer: PolicySnapshot };
  /** Reads an uploaded zip; stores nothing. */
  inspect: { readonly question: NamedFile; readonly answer: ImportInspection };
  /** Stores an uploaded zip in the run. */
  import: {
    readonly question: {
      readonly settings: RunSettings;
      readonly file: NamedFile;
      readonly target: ImportTarget;
    };
    readonly answer: null;
  };
  /** Makes another file of a checkpoint, for other programs. */
  export: {
    readonly question: { readonly path: string; readonly format: ExportFormat };
    readonly answer: NamedFile;
  };
  /** Packs checkpoints of a run into one zip. */
  exportRun: {
    readonly question: { readonly run: string; readonly paths: readonly string[] };
    /** With the names of damaged files, which are not in it. */
    readonly answer: NamedFile & { readonly leftOut: readonly string[] };
  };
  /** Reads a checkpoint whole and says what is in it. */
  describe: { readonly question: { readonly path: string }; readonly answer: CheckpointDescription };
  /** Gives a run, or a copy of it, a name that is not in use. The answer has the paths of files that cannot be read. */
  relocate: {
    readonly question: { readonly from: string; readonly to: string; readonly keep: boolean };
    readonly answer: readonly string[];
  };
  /**
   * Writes files of a run again that the disk has lost, as far as this worker has them in memory, and saves the state in
   * training.
   */
  writeAgain: {
    readonly question: { readonly run: string; readonly paths: readonly string[] };
    readonly answer: WrittenAgain;
  };
  /** Deletes files of a run. */
  delete: {
    readonly question: { readonly run: string; readonly paths: readonly string[] };
    readonly answer: null;
  };
}

export interface Progress {
  readonly stage: StageNumber;
  readonly stageTimesteps: number;
  readonly stageTotal: number;
  readonly runTimesteps: number;
  readonly runTotal: number;
  /** Environment steps a second over the last iterations, updates included. */
  readonly stepsPerSecond: number;
  readonly secondsLeft: number | null;
  readonly phase: 'rollout' | 'update' | 'evaluation' | 'saving';
  /** Part of the phase that is done, 0 to 1. */
  readonly phaseFraction: number;
  /** Bytes of GPU memory that training holds; null where the engine does not count them. */
  readonly deviceBytes: number | null;
}

/** What the worker tells without being asked, and of which run. */
export interface Told {
  /** Null: of no run, or of all that are trained. */
  readonly run: string | null;
  readonly event: TrainerEvent;
}

/** What there is to tell of a training, and of the files. */
export type TrainerEvent =
  /** How many runs of a series are trained at a time. */
  | { readonly type: 'share'; readonly atOnce: number }
  /** The training of a run begins. */
  | { readonly type: 'begun' }
  /** The training of a run is over, and what it wrote is there. */
  | { readonly type: 'ended'; readonly result: SessionResult }
  /** The device that trains. */
  | { readonly type: 'device'; readonly device: DeviceInfo }
  /** An engine was timed; the page remembers it. */
  | { readonly type: 'timed'; readonly timed: TimedEngine }
  /** A line for the console. */
  | { readonly type: 'console'; readonly line: string; readonly level: 'info' | 'error' }
  /** Training goes on under the settings of the checkpoint that it continues from, or begins under those that suit the machine. */
  | { readonly type: 'settings'; readonly settings: RunSettings }
  /** A stage begins or goes on; `numTimesteps` of the run are done. */
  | { readonly type: 'stage'; readonly stage: StageNumber; readonly numTimesteps: number }
  | { readonly type: 'progress'; readonly progress: Progress }
  /** One iteration's values under Stable-Baselines3's keys. */
  | { readonly type: 'log'; readonly record: LogRecord }
  /** The rows of the log are stored up to `numTimesteps` of the run. */
  | { readonly type: 'logStored'; readonly numTimesteps: number }
  | { readonly type: 'evaluation'; readonly evaluations: readonly StageEvaluation[]; readonly final: boolean }
  /** How the final model does with imperfect sensors and actuators. */
  | { readonly type: 'robustness'; readonly robustness: readonly RobustnessEvaluation[] }
  /** A file is durably in the store. */
  | { readonly type: 'saved'; readonly path: string; readonly at: number }
  /** A checkpoint could not be stored; the bytes are the only copy. Training goes on. */
  | {
      readonly type: 'unsaved';
      readonly path: string;
      readonly bytes: Uint8Array<ArrayBuffer>;
      readonly problem: Problem;
    }
  /** Files of some run have changed in another way than by training. */
  | { readonly type: 'files' };
