import type { CopyRecords, KeptFolder } from '../checkpoint/store/copyRecords';
import { DirectoryHandleDisk } from '../checkpoint/store/directoryHandleDisk';
import type { LogLabels } from '../checkpoint/store/logDirectory';
import type { Stores } from '../checkpoint/store/stores';
import { ROOT_DIRECTORY } from '../checkpoint/names';
import type { CopyFolder } from './copyFolder';
import { notesWhileKept } from './copyFolder';
import { FolderCopier } from './folderCopier';
import { RunTextCopier } from './runTextCopier';

export interface CopyPlace {
  readonly kept: KeptFolder;
  /** A person has neither ended the folder's copy nor chosen another in its place. */
  readonly isKept: () => boolean;
  readonly stores: Stores;
  readonly records: CopyRecords;
  /** Who writes event files into the folder. */
  readonly labels: LogLabels;
}

/** What copies into a folder: a module of its own, since most visits have no folder to copy into. */
export function openCopier({ kept, isKept, stores, records, labels }: CopyPlace): FolderCopier {
  const folder: CopyFolder = {
    id: kept.id,
    disk: new DirectoryHandleDisk(kept.handle, ROOT_DIRECTORY),
    logs: new DirectoryHandleDisk(kept.handle, ROOT_DIRECTORY, 'progress.json'),
    records: new DirectoryHandleDisk(kept.handle, ROOT_DIRECTORY, '.csv'),
    isKept,
  };
  const notes = notesWhileKept(records, isKept);
  const texts = new RunTextCopier(folder, stores, notes, labels);
  return new FolderCopier(folder, stores.disk, notes, texts);
}
