import type { Disk, FolderDisk } from '../checkpoint/store/disk';

/** A folder, as two disks see it. */
export interface CopyFolder {
  readonly id: string;
  readonly disk: FolderDisk;
  /** Lists each run's `progress.json`. */
  readonly logs: Pick<Disk, 'list'>;
}
