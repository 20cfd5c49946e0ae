import type { CopyEntry, CopyRecords, KeptFolder } from '../../src/checkpoint/store/copyRecords';

/** Records for tests in Node, where the stand-in for IndexedDB clones no handle. */
export class MemoryCopyRecords implements CopyRecords {
  readonly #folders = new Map<string, KeptFolder>();
  #entries: CopyEntry[] = [];

  folders(): Promise<KeptFolder[]> {
    return Promise.resolve([...this.#folders.values()]);
  }

  keepFolder(folder: KeptFolder): Promise<void> {
    this.#folders.set(folder.id, folder);
    return Promise.resolve();
  }

  forgetFolder(id: string): Promise<void> {
    this.#folders.delete(id);
    this.#entries = this.#entries.filter(({ folder }) => folder !== id);
    return Promise.resolve();
  }

  entries(folder: string): Promise<CopyEntry[]> {
    return Promise.resolve(this.#entries.filter((entry) => entry.folder === folder));
  }

  put(entries: readonly CopyEntry[]): Promise<void> {
    const isReplaced = (old: CopyEntry) =>
      entries.some(({ folder, path }) => folder === old.folder && path === old.path);
    this.#entries = [...this.#entries.filter((entry) => !isReplaced(entry)), ...entries];
    return Promise.resolve();
  }

  drop(folder: string, paths: readonly string[]): Promise<void> {
    this.#entries = this.#entries.filter((entry) => entry.folder !== folder || !paths.includes(entry.path));
    return Promise.resolve();
  }

  noteDeleted(paths: readonly string[]): Promise<void> {
    this.#entries = this.#entries.map((entry) =>
      paths.includes(entry.path) ? { ...entry, fate: 'deleted' } : entry,
    );
    return Promise.resolve();
  }
}
