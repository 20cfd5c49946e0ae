import { promisifyRequest, type UseStore } from 'idb-keyval';
import { createStrictStore } from './strictStore';

/** A folder that a person chose for a second copy. */
export interface KeptFolder {
  /** One folder for each: a folder that is kept under the same takes its place. */
  readonly id: string;
  readonly handle: FileSystemDirectoryHandle;
  /** The run whose files go there; null: those of every run that has no folder of its own. */
  readonly run: string | null;
}

/** What is known of a file in a folder: what it held when this browser last saw it there. */
export interface CopyEntry {
  /** Id of the folder. */
  readonly folder: string;
  readonly path: string;
  readonly sha256: string;
  /** Bytes, and milliseconds since 1970, as the folder listed it: while these stay, so does its content. */
  readonly size: number;
  readonly writtenAt: number;
  /** What became of this browser's own file: it is there, it went away by itself, or a person deleted it. */
  readonly fate: 'kept' | 'lost' | 'deleted';
}

/** What is remembered of second copies: the folders, and what this browser wrote there. */
export interface CopyRecords {
  folders(): Promise<KeptFolder[]>;
  keepFolder(folder: KeptFolder): Promise<void>;
  /** Forgets a folder and what was known of its files, which stay. */
  forgetFolder(id: string): Promise<void>;
  entries(folder: string): Promise<CopyEntry[]>;
  put(entries: readonly CopyEntry[]): Promise<void>;
  drop(folder: string, paths: readonly string[]): Promise<void>;
  /** A person deleted these files from this browser: their copies may go, where they are what was written. */
  noteDeleted(paths: readonly string[]): Promise<void>;
}

const folderKey = (id: string) => ['folder', id];
const entryKey = ({ folder, path }: Pick<CopyEntry, 'folder' | 'path'>) => ['entry', folder, path];
const ALL_FOLDERS = () => IDBKeyRange.bound(['folder'], ['folder', []]);
const ALL_ENTRIES = () => IDBKeyRange.bound(['entry'], ['entry', []]);
const entriesOf = (folder: string) => IDBKeyRange.bound(['entry', folder], ['entry', folder, []]);

/** In a database of their own: whatever happens to it leaves checkpoints alone. Every method rejects as its store does. */
export class IndexedDbCopyRecords implements CopyRecords {
  readonly #store: UseStore;

  constructor(database = 'tmd-lab-copies') {
    // Without them a folder is chosen anew, and its files are compared with the browser's; nobody has to be told.
    this.#store = createStrictStore(database, () => undefined);
  }

  folders(): Promise<KeptFolder[]> {
    return this.#all(ALL_FOLDERS()) as Promise<KeptFolder[]>;
  }

  async keepFolder(folder: KeptFolder): Promise<void> {
    await this.#store('readwrite', (store) => {
      store.put(folder, folderKey(folder.id));
    });
  }

  async forgetFolder(id: string): Promise<void> {
    await this.#store('readwrite', (store) => {
      store.delete(folderKey(id));
      store.delete(entriesOf(id));
    });
  }

  entries(folder: string): Promise<CopyEntry[]> {
    return this.#all(entriesOf(folder)) as Promise<CopyEntry[]>;
  }

  async put(entries: readonly CopyEntry[]): Promise<void> {
    if (entries.length === 0) return;
    await this.#store('readwrite', (store) => {
      for (const entry of entries) store.put(entry, entryKey(entry));
    });
  }

  async drop(folder: string, paths: readonly string[]): Promise<void> {
    if (paths.length === 0) return;
    await this.#store('readwrite', (store) => {
      for (const path of paths) store.delete(entryKey({ folder, path }));
    });
  }

  async noteDeleted(paths: readonly string[]): Promise<void> {
    await this.#store('readwrite', async (store) => {
      const entries = (await promisifyRequest(store.getAll(ALL_ENTRIES()))) as CopyEntry[];
      for (const entry of entries.filter(({ path }) => paths.includes(path))) {
        store.put({ ...entry, fate: 'deleted' }, entryKey(entry));
      }
    });
  }

  #all(range: IDBKeyRange): Promise<unknown[]> {
    return this.#store('readonly', (store) => promisifyRequest(store.getAll(range)));
  }
}
