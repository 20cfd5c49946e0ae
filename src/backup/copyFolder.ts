import type { Disk, FolderDisk } from '../checkpoint/store/disk';

/** A folder, as three disks see it. */
export interface CopyFolder {
  readonly id: string;
  readonly disk: FolderDisk;
  /** Lists each run's `progress.json`. */
  readonly logs: Pick<Disk, 'list'>;
  /** Lists the person's own records beside checkpoints. */
  readonly records: Pick<Disk, 'list'>;
}
