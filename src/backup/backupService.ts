import { withCopyLock } from '../checkpoint/store/copyLock';
import type { CopyRecords, KeptFolder } from '../checkpoint/store/copyRecords';
import { DirectoryHandleDisk } from '../checkpoint/store/directoryHandleDisk';
import type { LogLabels } from '../checkpoint/store/logDirectory';
import type { Stores } from '../checkpoint/store/stores';
import { ROOT_DIRECTORY, runOf } from '../checkpoint/names';
import { taskName } from '../curriculum/taskName';
import { messageOf } from '../errors/problem';
import type { CallHandlers } from '../messaging/calls';
import { atomicWrite, mayWrite, privateFolder } from '../platform/fileSystem';
import type { CopyReport, CopyScope, FolderCopier } from './folderCopier';
import type { BackupCalls, BackupEvent, FolderCondition, FolderSource, FolderStatus } from './protocol';

/** Where copies go in the private file system, and what their folder is kept as. */
const PRIVATE_FOLDER = 'tmd-lab-copy';
const PRIVATE_ID = 'private';
const ID_OF_ALL = 'all';
/** Who writes event files into a folder. */
const LABELS: LogLabels = { task: taskName(undefined), writer: 'browser' };
/** Milliseconds until a copy that failed, or had to wait for another program, is tried again: doubled each time, to the last. */
const FIRST_RETRY = 5000;
const LAST_RETRY = 60_000;

interface OpenFolder {
  readonly kept: KeptFolder;
  readonly isPrivate: boolean;
  readonly copier: () => Promise<FolderCopier>;
  /** A person has just ended its copy, or has chosen another folder for it. */
  isStopped: boolean;
  status: Pick<FolderStatus, 'condition' | 'problem' | 'files' | 'onlyThere'>;
}

/**
 * Keeps the second copies up to date: it looks whenever the page says that something may have changed, and tries again what
 * failed. Training neither waits for it nor fails with it.
 */
export class BackupService {
  readonly #emit: (event: BackupEvent) => void;
  readonly #stores: Stores;
  readonly #records: CopyRecords;
  #folders: readonly OpenFolder[] = [];
  #active: Pick<CopyScope, 'activeRun' | 'recordDigests'> = { activeRun: '', recordDigests: [] };
  #passing: Promise<void> | null = null;
  #isDue = false;
  #retryAfter = FIRST_RETRY;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(emit: (event: BackupEvent) => void, stores: Stores, records: CopyRecords) {
    this.#emit = emit;
    this.#stores = stores;
    this.#records = records;
  }

  /** What answers the page. */
  readonly calls: CallHandlers<BackupCalls> = {
    open: async ({ usesPrivateFolder }) => {
      const folders = (await this.#records.folders()).map((kept) => this.#open(kept, false));
      const handle = usesPrivateFolder && atomicWrite() ? await privateFolder(PRIVATE_FOLDER) : null;
      if (handle) folders.push(this.#open({ id: PRIVATE_ID, handle, run: null }, true));
      this.#folders = folders;
      this.#tell();
      return null;
    },
    look: ({ run, recordDigests }) => {
      this.#active = { activeRun: run, recordDigests };
      this.#look();
      return null;
    },
    keep: async ({ handle, run }) => {
      const id = run === null ? ID_OF_ALL : `run ${run}`;
      const before = this.#folders.find((folder) => folder.kept.id === id)?.kept.handle;
      const kept = { id, handle, run };
      await this.#inPlaceOf(id, async () => {
        // Of another folder, what is known of the files in the one before says nothing.
        if (before && !(await before.isSameEntry(handle))) await this.#records.forgetFolder(id);
        await this.#records.keepFolder(kept);
        return [this.#open(kept, false)];
      });
      return null;
    },
    forget: async ({ id }) => {
      await this.#inPlaceOf(id, async () => {
        await this.#records.forgetFolder(id);
        return [];
      });
      return null;
    },
    replace: async ({ id, run }) => {
      await (await this.#find(id).copier()).adopt(run);
      this.#look();
      return null;
    },
    inspect: async (source) => {
      const handle = this.#handleOf(source);
      const { inspectFolder } = await import('./inspectFolder');
      const files = await this.#stores.disk.list(ROOT_DIRECTORY);
      return { name: handle.name, runs: await inspectFolder(openDisk(handle), files) };
    },
    take: async ({ source, runs }) => {
      const { takeRuns } = await import('./takeRuns');
      await takeRuns(openDisk(this.#handleOf(source)), this.#stores, runs, LABELS);
      this.#look();
      return null;
    },
  };

  /** Resolves when no pass is under way or due. */
  async settled(): Promise<void> {
    while (this.#passing) await this.#passing;
  }

  #look(): void {
    clearTimeout(this.#timer);
    this.#isDue = true;
    this.#passing ??= this.#passAll().finally(() => (this.#passing = null));
  }

  /** Puts other folders in the place of one, into which nothing is copied meanwhile; where that fails, it stays. */
  async #inPlaceOf(id: string, make: () => Promise<readonly OpenFolder[]>): Promise<void> {
    const stopped = this.#folders.filter(({ kept }) => kept.id === id);
    for (const folder of stopped) folder.isStopped = true;
    try {
      const made = await make();
      this.#folders = [...this.#folders.filter(({ kept }) => kept.id !== id), ...made];
      this.#tell();
    } catch (error) {
      for (const folder of stopped) folder.isStopped = false;
      throw error;
    } finally {
      this.#look();
    }
  }

  async #passAll(): Promise<void> {
    while (this.#isDue) {
      this.#isDue = false;
      await withCopyLock(async () => {
        for (const folder of this.#folders) if (!folder.isStopped) await this.#pass(folder);
      });
    }
    const isWaiting = this.#folders.some(({ status }) => ['failed', 'locked'].includes(status.condition));
    if (!isWaiting) {
      this.#retryAfter = FIRST_RETRY;
      return;
    }
    this.#timer = setTimeout(() => this.#look(), this.#retryAfter);
    this.#retryAfter = Math.min(2 * this.#retryAfter, LAST_RETRY);
  }

  async #pass(folder: OpenFolder): Promise<void> {
    const set = (status: Partial<OpenFolder['status']>) => {
      folder.status = { ...folder.status, ...status };
      this.#tell();
    };
    try {
      const scope = await this.#scopeOf(folder);
      const copier = await folder.copier();
      await copier.noteLosses(scope.files);
      if (!(await mayWrite(folder.kept.handle))) {
        const files = Object.fromEntries(scope.files.map(({ path }) => [path, 'behind' as const]));
        set({ condition: 'needsPermission', files });
        return;
      }
      set({ condition: 'copying' });
      const report = await copier.pass(scope, (files) => set({ files: Object.fromEntries(files) }));
      set({
        condition: conditionOf(report),
        problem: report.problem === null ? null : messageOf(report.problem),
        files: Object.fromEntries(report.files),
        onlyThere: report.onlyThere,
      });
    } catch (error) {
      set({ condition: 'failed', problem: messageOf(error) });
    }
  }

  async #scopeOf({ kept }: OpenFolder): Promise<CopyScope> {
    const own = new Set(this.#folders.flatMap((each) => each.kept.run ?? []));
    const includes = (run: string) => (kept.run === null ? !own.has(run) : run === kept.run);
    const files = await this.#stores.disk.list(ROOT_DIRECTORY);
    return { files: files.filter(({ path }) => includes(runOf(path))), includes, ...this.#active };
  }

  #open(kept: KeptFolder, isPrivate: boolean): OpenFolder {
    const place = { kept, isKept: () => !opened.isStopped, stores: this.#stores, records: this.#records };
    let made: FolderCopier | null = null;
    const copier = async () => {
      const { openCopier } = await import('./openCopier');
      return (made ??= openCopier({ ...place, labels: LABELS }));
    };
    const status = { condition: 'looking', problem: null, files: {}, onlyThere: [] } as const;
    const opened: OpenFolder = { kept, isPrivate, copier, isStopped: false, status };
    return opened;
  }

  #find(id: string): OpenFolder {
    const folder = this.#folders.find(({ kept }) => kept.id === id);
    if (!folder) throw new Error('This folder is not kept any more. Nothing was changed.');
    return folder;
  }

  #handleOf(source: FolderSource): FileSystemDirectoryHandle {
    return 'handle' in source ? source.handle : this.#find(source.id).kept.handle;
  }

  #tell(): void {
    const folders = this.#folders.map(({ kept: { id, handle, run }, isPrivate, status }) => ({
      ...{ id, name: handle.name, run, isPrivate, handle },
      ...status,
    }));
    this.#emit({ type: 'status', folders });
  }
}

function openDisk(handle: FileSystemDirectoryHandle): DirectoryHandleDisk {
  return new DirectoryHandleDisk(handle, ROOT_DIRECTORY);
}

function conditionOf({ files, lockedRuns, problem }: CopyReport): FolderCondition {
  if (problem !== null) return 'failed';
  const states = [...files.values()];
  if (states.includes('differs')) return 'differs';
  if (lockedRuns.length > 0 && states.includes('behind')) return 'locked';
  return 'current';
}
