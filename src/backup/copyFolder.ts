import type { CopyRecords } from '../checkpoint/store/copyRecords';
import type { Disk, FolderDisk } from '../checkpoint/store/disk';

/** A folder, as three disks see it. */
export interface CopyFolder {
  readonly id: string;
  readonly disk: FolderDisk;
  /** Lists each run's `progress.json`. */
  readonly logs: Pick<Disk, 'list'>;
  /** Lists the person's own records beside checkpoints. */
  readonly records: Pick<Disk, 'list'>;
  /** Whether it still has a second copy: a person may end that in the middle of a pass. */
  readonly isKept: () => boolean;
}

/** What is known of the files in a folder. */
export type CopyNotes = Pick<CopyRecords, 'entries' | 'put' | 'drop'>;

/** Notes that take nothing more once the folder is not kept: what a pass under way would add was just forgotten. */
export function notesWhileKept(records: CopyRecords, isKept: () => boolean): CopyNotes {
  return {
    entries: (folder) => records.entries(folder),
    put: async (entries) => {
      if (isKept()) await records.put(entries);
    },
    drop: async (folder, paths) => {
      if (isKept()) await records.drop(folder, paths);
    },
  };
}
