import type { FileEntry } from '../checkpoint/store/disk';
import type { RunSettings } from '../curriculum/settings';

/** What the page and the worker that keeps second copies say to each other. */

/** How the copy of one file stands. */
export type FileCopyState =
  | 'copied'
  /** It is on its way, or waits for the folder. */
  | 'behind'
  | 'failed'
  /** The folder holds another file of that name, which this browser did not write: it is left as it is. */
  | 'differs';

/** How a folder stands. */
export type FolderCondition =
  'looking' | 'copying' | 'current' | 'failed' | 'differs' | 'needsPermission' | 'locked';

/** A folder that has a second copy, as the page shows it. */
export interface FolderStatus {
  readonly id: string;
  /** The folder's own name. */
  readonly name: string;
  /** The run whose files go there; null: those of every run that has no folder of its own. */
  readonly run: string | null;
  /** It is in the origin's private file system: no person chose it, and none sees it. */
  readonly isPrivate: boolean;
  readonly handle: FileSystemDirectoryHandle;
  readonly condition: FolderCondition;
  /** Why the last attempt failed; null: it did not. */
  readonly problem: string | null;
  /** By path; a file that is not listed has not been looked at. */
  readonly files: Readonly<Record<string, FileCopyState>>;
  /** Checkpoints that are in the folder and not in this browser, and that nobody deleted here. */
  readonly onlyThere: readonly FileEntry[];
}

export interface BackupEvent {
  readonly type: 'status';
  readonly folders: readonly FolderStatus[];
}

/** A folder that was just chosen, or one that is kept. */
export type FolderSource = { readonly handle: FileSystemDirectoryHandle } | { readonly id: string };

/** A checkpoint in a folder. All of it was read and checked for this. */
export interface InspectedFile {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly writtenAt: number;
  /** Hexadecimal; '' where it could not be read. */
  readonly sha256: string;
  /** Why it cannot be used; null: it can. */
  readonly problem: string | null;
  /** Environment steps over all stages; 0 where it cannot be used. */
  readonly numTimesteps: number;
  /** How this browser stands to it. */
  readonly here: 'absent' | 'same' | 'different';
}

/** A run in a folder. */
export interface InspectedRun {
  readonly run: string;
  readonly files: readonly InspectedFile[];
  /** Those that its furthest checkpoint was trained with; null: Python saved it, or none can be used. */
  readonly settings: RunSettings | null;
  /** Another program works on it: there is a lock file. */
  readonly isLocked: boolean;
}

export interface FolderInspection {
  readonly name: string;
  readonly runs: readonly InspectedRun[];
}

/** What the page asks, by name. */
export interface BackupCalls {
  /** Begins to keep the copies up to date. */
  open: {
    /** Whether to keep one in the private file system, where no folder can be chosen. */
    readonly question: { readonly usesPrivateFolder: boolean };
    readonly answer: null;
  };
  /** Something may have changed. Answered at once; events tell how it goes. */
  look: {
    /** The run on the page, and the digests of the person's own records that it uses. */
    readonly question: { readonly run: string; readonly recordDigests: readonly string[] };
    readonly answer: null;
  };
  /** Keeps a copy in a folder from now on, of one run or of all. */
  keep: {
    readonly question: { readonly handle: FileSystemDirectoryHandle; readonly run: string | null };
    readonly answer: null;
  };
  /** Copies no more; what is in the folder stays. */
  forget: { readonly question: { readonly id: string }; readonly answer: null };
  /** Puts this browser's files of a run in the place of others of their names. */
  replace: { readonly question: { readonly id: string; readonly run: string }; readonly answer: null };
  /** Reads and checks all checkpoints of a folder; changes nothing. */
  inspect: { readonly question: FolderSource; readonly answer: FolderInspection };
  /** Takes the checkpoints of runs that can be used, and their logs, into this browser. */
  take: {
    readonly question: { readonly source: FolderSource; readonly runs: readonly string[] };
    readonly answer: null;
  };
}
