import type { Dirent } from 'node:fs';
import { createReadStream } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { FileEntry, FileParts, FolderDisk, NewFiles } from '../checkpoint/store/disk';
import { DiskFullError, FileCorruptError, FileMissingError } from '../checkpoint/store/errors';
import { isUnfinished, unfinishedName } from '../checkpoint/store/folderNames';
import { DirectoryError, errorCode } from './directoryError';
import { makeDirectory } from './makeDirectory';

/** Bytes of a file that are in memory at a time where it is read in parts. */
const PART_SIZE = 256 * 1024;

/** A file on its way to its name. */
interface UnfinishedFile {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Where it is to be on the machine. */
  readonly target: string;
  /** Where it is until it is whole. */
  readonly name: string;
}

/**
 * A disk that keeps its files in a directory. Other programs may put files there: Python's zips resume like our own. So
 * no hash is kept beside a file, and damage is noticed where a zip is read, by the checksums of its entries and the
 * checks on what they hold.
 */
export class DirectoryDisk implements FolderDisk {
  readonly #directory: string;
  readonly #mount: string;
  readonly #extension: string;

  /**
   * @param directory is made when the first file is written
   * @param mount the beginning of all paths, with its slash, that `directory` stands for; '' for none
   * @param extension of the files that are listed: logs and notes beside checkpoints are none
   */
  constructor(directory: string, mount: string, extension = '.zip') {
    this.#directory = directory;
    this.#mount = mount;
    this.#extension = extension;
  }

  /** Where a file of the disk is on the machine. */
  locate(path: string): string {
    if (!path.startsWith(this.#mount)) throw new RangeError(`${path} is not in ${this.#mount}`);
    return join(this.#directory, path.slice(this.#mount.length));
  }

  async list(prefix: string): Promise<FileEntry[]> {
    const paths = (await this.#filesUnder(this.#mount, prefix)).sort();
    const entries = await Promise.all(paths.map((path) => this.#entry(path)));
    return entries.filter((entry) => entry !== null);
  }

  async read(path: string): Promise<Uint8Array<ArrayBuffer>> {
    try {
      return new Uint8Array(await readFile(this.locate(path)));
    } catch (error) {
      throw this.#readError(path, error);
    }
  }

  async *readParts(path: string): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    const parts = createReadStream(this.locate(path), { highWaterMark: PART_SIZE });
    // Reading alone is tried: an error of who asked for the parts is not of the file.
    const reader = parts[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
    try {
      for (;;) {
        const next = await reader.next().catch((error: unknown) => {
          throw this.#readError(path, error);
        });
        if (next.done) return;
        yield new Uint8Array(next.value);
      }
    } finally {
      parts.destroy();
    }
  }

  async write(path: string, bytes: Uint8Array<ArrayBuffer>): Promise<FileEntry> {
    // A copy: the caller may go on writing to its bytes.
    const [entry] = await this.writeAll([{ path, bytes: bytes.slice() }]);
    return entry;
  }

  async writeAll(files: NewFiles): Promise<FileEntry[]> {
    const unfinished: UnfinishedFile[] = [];
    try {
      for await (const { path, bytes } of files) {
        const file = this.#unfinishedOf(path, bytes.byteLength);
        unfinished.push(file);
        await this.#writing(file, async () => {
          await makeDirectory(dirname(file.target));
          await writeDurably(file.name, (handle) => handle.writeFile(bytes));
        });
      }
      await this.#putInPlace(unfinished);
    } catch (error) {
      await removeAll(unfinished);
      throw error;
    }
    return Promise.all(
      unfinished.map(async ({ path, size, target }) => ({ path, size, writtenAt: await modifiedAt(target) })),
    );
  }

  async writeParts(path: string, parts: FileParts): Promise<void> {
    const file = this.#unfinishedOf(path, 0);
    try {
      await this.#writing(file, () => makeDirectory(dirname(file.target)));
      await writeDurably(file.name, (handle) => this.#writeEach(path, handle, parts));
      await this.#putInPlace([file]);
    } catch (error) {
      await removeAll([file]);
      throw error;
    }
  }

  /**
   * Writes on at a file's end, or begins it. Not durable by itself: a power cut may take the end away, a full disk a part
   * of it.
   *
   * @throws DiskFullError, DirectoryError, and what `parts` throws
   */
  async append(path: string, parts: FileParts): Promise<void> {
    const file = this.#unfinishedOf(path, 0);
    let handle: FileHandle | undefined;
    try {
      await this.#writing(file, async () => {
        await makeDirectory(dirname(file.target));
        handle = await open(file.target, 'a');
      });
      if (handle) await this.#writeEach(path, handle, parts);
    } finally {
      await handle?.close();
    }
  }

  /** From the last path to the first: after a crash the stages that are left still follow each other. */
  async delete(paths: readonly string[]): Promise<void> {
    for (const path of paths.toSorted().reverse()) {
      await rm(this.locate(path), { force: true }).catch((error: unknown) => {
        throw new DirectoryError(this.locate(path), 'deleted', error);
      });
    }
  }

  /** Names of all that is in a folder, whatever it is; none where there is no such folder. */
  async names(folder: string): Promise<string[]> {
    return (await this.#entriesOf(folder)).map(({ name }) => name);
  }

  /**
   * Removes what writers that were killed left unfinished in a folder.
   *
   * @param folder a path with its slash; nobody else may be writing there
   */
  async removeUnfinished(folder: string): Promise<void> {
    for (const name of (await this.names(folder)).filter(isUnfinished)) {
      await rm(this.locate(folder + name), { force: true });
    }
  }

  async #writeEach(path: string, handle: FileHandle, parts: FileParts): Promise<void> {
    for await (const part of parts()) {
      await handle.writeFile(part).catch((error: unknown) => {
        throw this.#writeError(path, part.byteLength, error);
      });
    }
  }

  /** Gives files their names, and makes the names durable. */
  async #putInPlace(unfinished: readonly UnfinishedFile[]): Promise<void> {
    for (const file of unfinished) await this.#writing(file, () => rename(file.name, file.target));
    for (const file of onePerFolder(unfinished)) {
      await this.#writing(file, () => syncDirectory(dirname(file.target)));
    }
  }

  #unfinishedOf(path: string, size: number): UnfinishedFile {
    const target = this.locate(path);
    const name = join(dirname(target), unfinishedName(basename(target)));
    return { path, size, target, name };
  }

  async #writing({ path, size }: UnfinishedFile, step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (error) {
      throw this.#writeError(path, size, error);
    }
  }

  #readError(path: string, error: unknown): Error {
    if (errorCode(error) === 'ENOENT') return new FileMissingError(path);
    if (errorCode(error) !== 'EIO') return new DirectoryError(this.locate(path), 'read', error);
    return new FileCorruptError(path, 'the machine could not read it (EIO)', { cause: error });
  }

  #writeError(path: string, size: number, error: unknown): Error {
    const isFull = ['ENOSPC', 'EDQUOT'].includes(errorCode(error));
    if (isFull) return new DiskFullError(path, size, { cause: error });
    return new DirectoryError(this.locate(path), 'written', error);
  }

  /**
   * Paths that begin with `prefix`; folders that have none are not looked into. A link to a folder, as of a run that lies on
   * another disk, is followed only where the prefix goes through it: links can lead round in a circle.
   */
  async #filesUnder(folder: string, prefix: string): Promise<string[]> {
    const found: string[] = [];
    for (const entry of await this.#entriesOf(folder)) {
      const path = folder + entry.name;
      const isFollowed = entry.isSymbolicLink() && prefix.startsWith(`${path}/`);
      const isOnTheWay = `${path}/`.startsWith(prefix) || prefix.startsWith(`${path}/`);
      if (isFollowed || (entry.isDirectory() && isOnTheWay)) {
        found.push(...(await this.#filesUnder(`${path}/`, prefix)));
      } else if (!entry.isDirectory() && path.startsWith(prefix) && path.endsWith(this.#extension)) {
        found.push(path);
      }
    }
    return found;
  }

  async #entriesOf(folder: string): Promise<Dirent[]> {
    try {
      return await readdir(this.locate(folder), { withFileTypes: true });
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return [];
      throw new DirectoryError(this.locate(folder), 'read', error);
    }
  }

  /** Null where the file went away since its name was read. */
  async #entry(path: string): Promise<FileEntry | null> {
    try {
      const { size, mtimeMs } = await stat(this.locate(path));
      return { path, size, writtenAt: Math.round(mtimeMs) };
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return null;
      throw new DirectoryError(this.locate(path), 'read', error);
    }
  }
}

/** Where a new name has to be made durable, once for each folder. */
function onePerFolder(files: readonly UnfinishedFile[]): UnfinishedFile[] {
  return [...new Map(files.map((file) => [dirname(file.target), file])).values()];
}

async function removeAll(unfinished: readonly UnfinishedFile[]): Promise<void> {
  for (const { name } of unfinished) await rm(name, { force: true }).catch(() => undefined);
}

async function writeDurably(file: string, write: (handle: FileHandle) => Promise<void>): Promise<void> {
  const handle: FileHandle = await open(file, 'wx');
  try {
    await write(handle);
    // The system's clock for files may lag behind the one that people read.
    const now = new Date();
    await handle.utimes(now, now);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Without this a power cut may take the new name back. */
async function syncDirectory(folder: string): Promise<void> {
  // Windows opens no directories; its file system logs the renaming by itself.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function modifiedAt(file: string): Promise<number> {
  return Math.round((await stat(file)).mtimeMs);
}
