import type { Disk } from '../checkpoint/store/disk';
import type { RecordLibrary } from '../curriculum/recordLibrary';
import type { RunSettings } from '../curriculum/settings';
import type { Engine } from '../ppo/engine';
import type { Background } from './background/background';
import type { KeptCheckpoints } from './keptCheckpoints';
import type { PolicyRequests } from './policyRequests';
import type { TrainerEvent } from './protocol';

/** What differs between a browser's worker and a process on a cluster. */
export interface SessionHost {
  readonly disk: Disk;
  /** False: files are gone when the page is closed, and nothing may be called saved. */
  readonly areFilesKept?: boolean;
  /** Another one after `reopenDevice`. */
  readonly engine: Engine;
  /**
   * Opens the device again that was lost; absent where nobody can.
   *
   * @param cause what ended the work
   * @throws `cause` where that is something else, GpuRestartError where a person must do something first
   */
  readonly reopenDevice?: (cause: unknown) => Promise<void>;
  /**
   * The user's own records that settings name.
   *
   * @throws an error that names what is missing, and what to do
   */
  readonly loadRecords: (settings: RunSettings) => Promise<RecordLibrary>;
  /** For people and for the checkpoint: the device that computes. */
  readonly device: string;
  readonly emit: (event: TrainerEvent) => void;
  /** Resolves once those who hear have kept up, or the signal is aborted; absent where they always do. */
  readonly keepUp?: (signal: AbortSignal) => Promise<void>;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  /** A thread for what training need not wait for; absent where there is none. */
  readonly background?: Background;
  /** Who wants to see the newest policy; absent where nobody looks. */
  readonly policyRequests?: PolicyRequests;
  /** Keeps what is written in memory as well, from session to session; absent where files do not get lost. */
  readonly kept?: KeptCheckpoints;
}
