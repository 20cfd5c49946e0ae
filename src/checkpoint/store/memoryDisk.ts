import type { HashedDisk, HashedFileEntry, NewFiles, Relocation } from './disk';
import { FileMissingError } from './errors';
import { hashedEntry } from './hashedEntry';

interface MemoryFile {
  readonly entry: HashedFileEntry;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** A disk for as long as the page is open, where the browser keeps nothing. */
export class MemoryDisk implements HashedDisk {
  readonly #files = new Map<string, MemoryFile>();
  readonly #deleted = new Set<string>();

  list(prefix: string): Promise<HashedFileEntry[]> {
    const entries = [...this.#files.values()].map(({ entry }) => entry);
    const found = entries.filter(({ path }) => path.startsWith(prefix));
    return Promise.resolve(found.sort((a, b) => (a.path < b.path ? -1 : 1)));
  }

  read(path: string): Promise<Uint8Array<ArrayBuffer>> {
    const file = this.#files.get(path);
    return file ? Promise.resolve(file.bytes.slice()) : Promise.reject(new FileMissingError(path));
  }

  async write(path: string, bytes: Uint8Array<ArrayBuffer>): Promise<HashedFileEntry> {
    const file = await fileOf(path, bytes);
    this.#put(file);
    return file.entry;
  }

  async writeAll(files: NewFiles): Promise<HashedFileEntry[]> {
    const written: MemoryFile[] = [];
    for await (const { path, bytes } of files) written.push(await fileOf(path, bytes));
    for (const file of written) this.#put(file);
    return written.map(({ entry }) => entry);
  }

  delete(paths: readonly string[]): Promise<void> {
    paths.forEach((path) => this.#remove(path));
    return Promise.resolve();
  }

  deletedPaths(): Promise<string[]> {
    return Promise.resolve([...this.#deleted]);
  }

  copy(relocations: readonly Relocation[]): Promise<void> {
    return this.#relocate(relocations, () => undefined);
  }

  move(relocations: readonly Relocation[]): Promise<void> {
    return this.#relocate(relocations, (from) => this.#remove(from));
  }

  #relocate(relocations: readonly Relocation[], afterwards: (from: string) => void): Promise<void> {
    const missing = relocations.find(({ from }) => !this.#files.has(from));
    if (missing) return Promise.reject(new FileMissingError(missing.from));
    for (const { from, to } of relocations) {
      const file = this.#files.get(from);
      if (!file) continue;
      this.#put({ ...file, entry: { ...file.entry, path: to } });
      afterwards(from);
    }
    return Promise.resolve();
  }

  #put(file: MemoryFile): void {
    this.#files.set(file.entry.path, file);
    this.#deleted.delete(file.entry.path);
  }

  #remove(path: string): void {
    this.#files.delete(path);
    this.#deleted.add(path);
  }
}

/** A copy: the caller may go on writing to its bytes. */
async function fileOf(path: string, bytes: Uint8Array<ArrayBuffer>): Promise<MemoryFile> {
  const content = bytes.slice();
  return { entry: await hashedEntry(path, content), bytes: content };
}
