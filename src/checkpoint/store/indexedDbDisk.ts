import { getMany, promisifyRequest, type UseStore } from 'idb-keyval';
import type { HashedDisk, HashedFileEntry, NewFiles, Relocation } from './disk';
import { FileCorruptError, FileMissingError, StorageError, toStorageError } from './errors';
import { contentKey, deletedKey, deletedKeys, entryKey, putFile, removeFile } from './fileKeys';
import { hashedEntry } from './hashedEntry';
import { sha256 } from './sha256';
import { StagedWrite } from './stagedWrite';
import type { StorageNotice } from './storageNotice';
import { createStrictStore } from './strictStore';
import { toWriteError } from './writeFailure';

/**
 * The disk that the browser keeps in IndexedDB, for page and worker alike. Besides the errors of `Disk`, every method
 * throws StorageError when the browser's storage as a whole cannot be used.
 */
export class IndexedDbDisk implements HashedDisk {
  readonly #store: UseStore;

  /** @param onNotice hears what the browser did to the storage by itself */
  constructor(onNotice: (notice: StorageNotice) => void = () => undefined, database = 'tmd-lab') {
    this.#store = createStrictStore(database, onNotice);
  }

  async list(prefix: string): Promise<HashedFileEntry[]> {
    const range = IDBKeyRange.bound(entryKey(prefix), entryKey(`${prefix}\uffff`));
    const read = (store: IDBObjectStore) =>
      promisifyRequest(store.getAll(range) as IDBRequest<HashedFileEntry[]>);
    return this.#store('readonly', read).catch(throwStorageError);
  }

  async read(path: string): Promise<Uint8Array<ArrayBuffer>> {
    const [entry, content] = await this.#load(path);
    if (!entry) throw new FileMissingError(path);
    if (!content) throw new FileCorruptError(path, 'its content is missing');
    if ((await sha256(content)) !== entry.sha256) {
      throw new FileCorruptError(path, 'its bytes are not the ones that were written (the SHA-256 differs)');
    }
    return content;
  }

  async write(path: string, bytes: Uint8Array<ArrayBuffer>): Promise<HashedFileEntry> {
    // A copy: the caller may go on writing to its bytes, and a view would be stored with the whole buffer behind it.
    const content = bytes.slice();
    const entry = await hashedEntry(path, content);
    try {
      await this.#store('readwrite', (store) => putFile(store, entry, content));
    } catch (error) {
      throw await toWriteError(entry, error);
    }
    return entry;
  }

  async writeAll(files: NewFiles): Promise<HashedFileEntry[]> {
    const staged = new StagedWrite(this.#store);
    let current: HashedFileEntry | null = null;
    const writing = <Result>(step: Promise<Result>) =>
      step.catch(async (error: unknown) => {
        throw await toWriteError(current, error);
      });
    await writing(staged.clearAbandoned());
    try {
      for await (const { path, bytes } of files) {
        const content = bytes.slice();
        current = await hashedEntry(path, content);
        await writing(staged.add(current, content));
      }
      return await writing(staged.commit());
    } catch (error) {
      // Not told of: it would hide why, and the next write of many files clears it.
      await staged.discard().catch(() => undefined);
      throw error;
    }
  }

  async delete(paths: readonly string[]): Promise<void> {
    const removeAll = (store: IDBObjectStore) => paths.forEach((path) => removeFile(store, path));
    const noteAll = (store: IDBObjectStore) =>
      paths.forEach((path) => store.put(Date.now(), deletedKey(path)));
    try {
      await this.#store('readwrite', (store) => {
        removeAll(store);
        noteAll(store);
      });
    } catch (error) {
      if (error instanceof StorageError) throw error;
      // A full disk has no place for a note, and deleting is what makes it. Without one the loss is told of, no more.
      await this.#store('readwrite', removeAll).catch(throwStorageError);
      await this.#store('readwrite', noteAll).catch(() => undefined);
    }
  }

  async deletedPaths(): Promise<string[]> {
    const read = (store: IDBObjectStore) => promisifyRequest(store.getAllKeys(deletedKeys()));
    const keys = await this.#store('readonly', read).catch(throwStorageError);
    return (keys as [string, string][]).map(([, path]) => path);
  }

  async copy(relocations: readonly Relocation[]): Promise<void> {
    await this.#relocate(relocations, () => undefined);
  }

  async move(relocations: readonly Relocation[]): Promise<void> {
    await this.#relocate(relocations, (store, from) => {
      removeFile(store, from);
      store.put(Date.now(), deletedKey(from));
    });
  }

  async #relocate(
    relocations: readonly Relocation[],
    afterwards: (store: IDBObjectStore, from: string) => void,
  ): Promise<void> {
    let current: HashedFileEntry | null = null;
    let attempts = 0;
    try {
      await this.#store('readwrite', async (store) => {
        const isAnew = attempts++ > 0;
        for (const { from, to } of relocations) {
          const entry = await promisifyRequest<unknown>(store.get(entryKey(from)));
          // Moved by a first transaction whose end was never heard of.
          if (!entry && isAnew && (await promisifyRequest<unknown>(store.get(entryKey(to))))) continue;
          if (!entry) throw new FileMissingError(from);
          current = { ...(entry as HashedFileEntry), path: to };
          const content = await promisifyRequest<unknown>(store.get(contentKey(from)));
          putFile(store, current, content);
          afterwards(store, from);
        }
      });
    } catch (error) {
      if (error instanceof FileMissingError) throw error;
      throw await toWriteError(current, error);
    }
  }

  async #load(path: string): Promise<[HashedFileEntry | undefined, Uint8Array<ArrayBuffer> | undefined]> {
    try {
      const [entry, content] = await getMany<unknown>([entryKey(path), contentKey(path)], this.#store);
      return [entry as HashedFileEntry | undefined, content as Uint8Array<ArrayBuffer> | undefined];
    } catch (error) {
      if (error instanceof StorageError) throw error;
      // Browsers keep large contents in files of their own; one that is gone or cut short has no error name of its own.
      throw new FileCorruptError(path, `the browser could not read it (${String(error)})`, { cause: error });
    }
  }
}

function throwStorageError(error: unknown): never {
  throw toStorageError(error);
}
