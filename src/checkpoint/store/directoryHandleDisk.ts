import type { MovableFileHandle, PrivateFileHandle } from '../../platform/fileSystem';
import { atomicWrite } from '../../platform/fileSystem';
import { fileName } from '../names';
import type { FileEntry, FileParts, FolderDisk, NewFiles } from './disk';
import { DiskFullError, FileCorruptError, FileMissingError, FolderError } from './errors';
import { isUnfinished, unfinishedName } from './folderNames';

/** Bytes of a file that are in memory at a time where it is read in parts. */
const PART_SIZE = 256 * 1024;

/**
 * A disk in a folder that the browser opened: one that a person chose, or one of the origin's private file system. Its files
 * lie as those of the command line's `DirectoryDisk`, so each goes on where the other stopped. No hash is kept beside a file,
 * since other programs may put files there.
 *
 * Its clock is the file system's, which may lag some milliseconds behind `Date.now()`.
 */
export class DirectoryHandleDisk implements FolderDisk {
  readonly #root: FileSystemDirectoryHandle;
  readonly #mount: string;
  readonly #extension: string;

  /**
   * @param root the folder
   * @param mount the beginning of all paths, with its slash, that the folder stands for; '' for none
   * @param extension of the files that are listed: logs and notes beside checkpoints are none
   */
  constructor(root: FileSystemDirectoryHandle, mount: string, extension = '.zip') {
    this.#root = root;
    this.#mount = mount;
    this.#extension = extension;
  }

  /** How a person finds a file: the folder's name and the way from there. */
  locate(path: string): string {
    return [this.#root.name, ...this.#steps(path)].filter(Boolean).join('/');
  }

  async list(prefix: string): Promise<FileEntry[]> {
    const found: FileEntry[] = [];
    await this.#attempt(this.#mount, 'read', () => this.#collect(this.#root, this.#mount, prefix, found));
    return found.sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  async read(path: string): Promise<Uint8Array<ArrayBuffer>> {
    try {
      const file = await (await this.#file(path)).getFile();
      return new Uint8Array(await file.arrayBuffer());
    } catch (error) {
      throw this.#readError(path, error);
    }
  }

  async *readParts(path: string): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    const reading = <Result>(result: Promise<Result>) =>
      result.catch((error: unknown) => {
        throw this.#readError(path, error);
      });
    const file = await reading(this.#file(path).then((handle) => handle.getFile()));
    for (let begin = 0; begin < file.size; begin += PART_SIZE) {
      yield new Uint8Array(await reading(file.slice(begin, begin + PART_SIZE).arrayBuffer()));
    }
  }

  async write(path: string, bytes: Uint8Array<ArrayBuffer>): Promise<FileEntry> {
    // A copy: the caller may go on writing to its bytes.
    const content = bytes.slice();
    return this.#write(path, () => [content], content.byteLength);
  }

  async writeParts(path: string, parts: FileParts): Promise<void> {
    await this.#write(path, parts, 0);
  }

  /** Makes all under hidden names, and then puts each in its place. */
  async writeAll(files: NewFiles): Promise<FileEntry[]> {
    const made: { readonly path: string; readonly hidden: string }[] = [];
    try {
      for await (const { path, bytes } of files) {
        const name = fileName(path);
        const hidden = path.slice(0, path.length - name.length) + unfinishedName(name);
        made.push({ path, hidden });
        await this.write(hidden, bytes).catch((error: unknown) => {
          // A person knows the file by the name that it is to have.
          throw error instanceof DiskFullError
            ? new DiskFullError(path, error.size, { cause: error })
            : error;
        });
      }
      const entries: FileEntry[] = [];
      for (const { path, hidden } of made) entries.push(await this.#putInPlace(hidden, path));
      return entries;
    } catch (error) {
      await this.delete(made.map(({ hidden }) => hidden)).catch(() => undefined);
      throw error;
    }
  }

  async append(path: string, parts: FileParts): Promise<void> {
    if (atomicWrite() === 'rename') {
      return this.writeParts(path, () => this.#withBeginning(path, parts));
    }
    const source = watched(parts);
    try {
      const folder = await this.#folderOf(path, { create: true });
      const file = await folder.getFileHandle(fileName(path), { create: true });
      const { size } = await file.getFile();
      await fill(await file.createWritable({ keepExistingData: true }), source.parts, size);
    } catch (error) {
      throw source.hasFailed() ? error : this.#writeError(path, 0, error);
    }
  }

  /** From the last path to the first: after a crash the stages that are left still follow each other. */
  async delete(paths: readonly string[]): Promise<void> {
    for (const path of paths.toSorted().reverse()) {
      await this.#attempt(path, 'deleted', async () => {
        await (await this.#folderOf(path)).removeEntry(fileName(path));
      });
    }
  }

  async names(folder: string): Promise<string[]> {
    const names: string[] = [];
    await this.#attempt(folder, 'read', async () => {
      for await (const name of (await this.#folderOf(folder)).keys()) names.push(name);
    });
    return names;
  }

  /** @param folder a path with its slash; nobody else may be writing there */
  async removeUnfinished(folder: string): Promise<void> {
    const unfinished = (await this.names(folder)).filter(isUnfinished);
    await this.delete(unfinished.map((name) => folder + name));
  }

  /** @param size bytes, as far as it is known before they are made */
  async #write(path: string, parts: FileParts, size: number): Promise<FileEntry> {
    const source = watched(parts);
    try {
      const folder = await this.#folderOf(path, { create: true });
      if (atomicWrite() === 'rename') await writeAndRename(folder, fileName(path), source.parts);
      else await writeAndSwap(folder, fileName(path), source.parts);
      return entryOf(path, await (await this.#file(path)).getFile());
    } catch (error) {
      throw source.hasFailed() ? error : this.#writeError(path, size, error);
    }
  }

  async *#withBeginning(path: string, parts: FileParts): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    try {
      yield* this.readParts(path);
    } catch (error) {
      if (!(error instanceof FileMissingError)) throw error;
    }
    yield* parts();
  }

  /** Files whose paths begin with `prefix`; folders that have none are not looked into. */
  async #collect(
    folder: FileSystemDirectoryHandle,
    at: string,
    prefix: string,
    found: FileEntry[],
  ): Promise<void> {
    for await (const [name, entry] of folder.entries()) {
      const path = at + name;
      if (entry.kind === 'file') {
        if (!path.startsWith(prefix) || !path.endsWith(this.#extension)) continue;
        // One that went away since its name was read is not there.
        await ignoreMissing(async () => found.push(entryOf(path, await entry.getFile())));
      } else if (`${path}/`.startsWith(prefix) || prefix.startsWith(`${path}/`)) {
        await ignoreMissing(() => this.#collect(entry, `${path}/`, prefix, found));
      }
    }
  }

  #steps(path: string): string[] {
    if (!path.startsWith(this.#mount)) throw new RangeError(`${path} is not in ${this.#mount}`);
    return path.slice(this.#mount.length).split('/');
  }

  /** The folder that a path lies in; that of a path with a slash at its end is itself. */
  async #folderOf(path: string, options?: FileSystemGetDirectoryOptions): Promise<FileSystemDirectoryHandle> {
    let folder = this.#root;
    for (const step of this.#steps(path).slice(0, -1))
      folder = await folder.getDirectoryHandle(step, options);
    return folder;
  }

  async #file(path: string): Promise<FileSystemFileHandle> {
    return (await this.#folderOf(path)).getFileHandle(fileName(path));
  }

  /** Does something that has nothing to do where there is no such file or folder. */
  async #attempt(path: string, action: 'read' | 'deleted', work: () => Promise<void>): Promise<void> {
    try {
      await ignoreMissing(work);
    } catch (error) {
      throw error instanceof RangeError ? error : new FolderError(this.locate(path), action, error);
    }
  }

  /** Renames a file where the browser does that over another, and else writes it again and deletes the first. */
  async #putInPlace(hidden: string, path: string): Promise<FileEntry> {
    const file = (await this.#file(hidden)) as Partial<MovableFileHandle> & FileSystemFileHandle;
    try {
      if (!file.move) throw new TypeError('The browser renames no files.');
      await file.move(fileName(path));
      return entryOf(path, await (await this.#file(path)).getFile());
    } catch {
      const entry = await this.write(path, await this.read(hidden));
      await this.delete([hidden]);
      return entry;
    }
  }

  #readError(path: string, error: unknown): Error {
    if (isMissing(error)) return new FileMissingError(path);
    if (nameOf(error) !== 'NotReadableError') return new FolderError(this.locate(path), 'read', error);
    return new FileCorruptError(path, 'the browser could not read it', { cause: error });
  }

  #writeError(path: string, size: number, error: unknown): Error {
    if (error instanceof RangeError) return error;
    if (nameOf(error) === 'QuotaExceededError') return new DiskFullError(path, size, { cause: error });
    return new FolderError(this.locate(path), 'written', error);
  }
}

/** Parts of which it is known whether making them has failed: that is no error of the folder. */
function watched(parts: FileParts): { readonly parts: FileParts; readonly hasFailed: () => boolean } {
  let hasFailed = false;
  async function* watch() {
    try {
      yield* parts();
    } catch (error) {
      hasFailed = true;
      throw error;
    }
  }
  return { parts: watch, hasFailed: () => hasFailed };
}

/** A file that is there is swapped. A new one gets its name when it is whole: `create` makes an empty one, which a crash would leave. */
async function writeAndSwap(
  folder: FileSystemDirectoryHandle,
  name: string,
  content: FileParts,
): Promise<void> {
  const present = await folder.getFileHandle(name).catch((error: unknown) => {
    if (isMissing(error)) return null;
    throw error;
  });
  if (present) return fill(await present.createWritable(), content, 0);
  if (await writeNew(folder, name, content)) return;
  // The browser renames no files here: written in place, and taken away again where that fails.
  const file = await folder.getFileHandle(name, { create: true });
  try {
    await fill(await file.createWritable(), content, 0);
  } catch (error) {
    await folder.removeEntry(name).catch(() => undefined);
    throw error;
  }
}

/** @returns false where the browser does not rename files of this folder; nothing is left then */
async function writeNew(
  folder: FileSystemDirectoryHandle,
  name: string,
  content: FileParts,
): Promise<boolean> {
  const unfinished = unfinishedName(name);
  const file = (await folder.getFileHandle(unfinished, { create: true })) as Partial<MovableFileHandle> &
    FileSystemFileHandle;
  let isWritten = false;
  try {
    if (!file.move) throw new TypeError('The browser renames no files.');
    await fill(await file.createWritable(), content, 0);
    isWritten = true;
    await file.move(name);
    return true;
  } catch (error) {
    await folder.removeEntry(unfinished).catch(() => undefined);
    if (isWritten || error instanceof TypeError) return false;
    throw error;
  }
}

/** Writes from a place on and closes, which swaps the file in; what fails leaves the file as it was. */
async function fill(
  writable: FileSystemWritableFileStream,
  content: FileParts,
  begin: number,
): Promise<void> {
  let position = begin;
  try {
    for await (const data of content()) {
      await writable.write({ type: 'write', data, position });
      position += data.byteLength;
    }
  } catch (error) {
    await writable.abort().catch(() => undefined);
    throw error;
  }
  await writable.close();
}

/** For workers of browsers without `createWritable`, in the private file system. */
async function writeAndRename(
  folder: FileSystemDirectoryHandle,
  name: string,
  content: FileParts,
): Promise<void> {
  const unfinished = unfinishedName(name);
  const file = (await folder.getFileHandle(unfinished, { create: true })) as PrivateFileHandle;
  try {
    const access = await file.createSyncAccessHandle();
    try {
      let position = 0;
      for await (const part of content()) {
        const written = access.write(part, { at: position });
        if (written < part.byteLength) throw new DOMException('No more space.', 'QuotaExceededError');
        position += written;
      }
      access.flush();
    } finally {
      access.close();
    }
    await file.move(name);
  } catch (error) {
    await folder.removeEntry(unfinished).catch(() => undefined);
    throw error;
  }
}

async function ignoreMissing(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

function entryOf(path: string, { size, lastModified }: File): FileEntry {
  return { path, size, writtenAt: lastModified };
}

function isMissing(error: unknown): boolean {
  return ['NotFoundError', 'TypeMismatchError'].includes(nameOf(error));
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : '';
}
