/** One file of the store, without its content. */
export interface FileEntry {
  /** For instance `models/rl_v9_advanced/stage2_100kN.zip`. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly writtenAt: number;
}

/** An entry of a disk that keeps the hash of what it was given. */
export interface HashedFileEntry extends FileEntry {
  /** Hexadecimal SHA-256 of the content, taken before it was written. */
  readonly sha256: string;
}

/** A file that is to be written. */
export interface NewFile {
  readonly path: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Files with paths that differ, each made when it is asked for: all of them may be more than fits into the memory. */
export type NewFiles = Iterable<NewFile> | AsyncIterable<NewFile>;

/** Makes the bytes of a file part by part, the same each time: a disk that finds one way closed tries another. */
export type FileParts = () => Iterable<Uint8Array<ArrayBuffer>> | AsyncIterable<Uint8Array<ArrayBuffer>>;

/**
 * A small disk: paths and their bytes. The resume rules, the trainer and the page see checkpoints only through it;
 * the browser keeps it in IndexedDB, and a second copy in a folder; a process on a machine in a directory.
 */
export interface Disk {
  /** All files whose path begins with `prefix`, by path. */
  list(prefix: string): Promise<FileEntry[]>;

  /**
   * The bytes of a file, checked against its SHA-256 where the disk keeps one.
   *
   * @throws FileMissingError when there is no such file
   * @throws FileCorruptError when the bytes are not the ones that were written
   */
  read(path: string): Promise<Uint8Array<ArrayBuffer>>;

  /**
   * Creates or replaces a file, whole or not at all: it resolves once the bytes are durable, and after a rejection
   * the previous file of that path is untouched.
   *
   * @throws DiskFullError when there is no more space
   */
  write(path: string, bytes: Uint8Array<ArrayBuffer>): Promise<FileEntry>;

  /**
   * Creates or replaces files, all or none: it resolves once all are durable, and after a rejection every previous file is
   * untouched. A disk that has no transactions makes all of them under other names and renames them last, so that what a
   * full disk or an error in `files` ends has changed nothing; each file is whole in any case, but a process that is killed
   * between two renamings leaves the files before it new and those after it old.
   *
   * @param files the bytes stay as they are until it has resolved
   * @returns in the order of `files`
   * @throws DiskFullError when there is no more space, and what `files` throws
   */
  writeAll(files: NewFiles): Promise<FileEntry[]>;

  /**
   * Deletes the files, all or none; paths that do not exist are ignored. A disk that has no transactions deletes them one
   * by one, and begins with the last path.
   */
  delete(paths: readonly string[]): Promise<void>;
}

/** A disk that is a folder of files, where logs lie beside checkpoints and other programs come by. */
export interface FolderDisk extends Disk {
  /** Where a person finds a file of the disk. */
  locate(path: string): string;

  /**
   * Reads a file of any size, some hundred kilobytes at a time.
   *
   * @throws FileMissingError, FileCorruptError, StorageError, when the first part is asked for or a later one
   */
  readParts(path: string): AsyncIterable<Uint8Array<ArrayBuffer>>;

  /**
   * As `write`, of a file that need not fit into the memory.
   *
   * @throws DiskFullError, StorageError, and what `parts` throws
   */
  writeParts(path: string, parts: FileParts): Promise<void>;

  /**
   * Writes on at a file's end, or begins it.
   *
   * @param parts is asked for once
   * @throws DiskFullError, StorageError, and what `parts` throws
   */
  append(path: string, parts: FileParts): Promise<void>;

  /** Names of all that is in a folder, whatever it is; none where there is no such folder. */
  names(folder: string): Promise<string[]>;
}

/** A file under another path. */
export interface Relocation {
  readonly from: string;
  readonly to: string;
}

/** A disk of the page, which keeps hashes and moves files all together or not at all. */
export interface HashedDisk extends Disk {
  list(prefix: string): Promise<HashedFileEntry[]>;
  write(path: string, bytes: Uint8Array<ArrayBuffer>): Promise<HashedFileEntry>;
  writeAll(files: NewFiles): Promise<HashedFileEntry[]>;

  /**
   * Paths that `delete` was given or `move` has emptied, and that were not written since: the disk notes them in the same
   * transaction, so that whoever misses a file knows whether a person wanted that.
   */
  deletedPaths(): Promise<string[]>;

  /**
   * Copies files, all or none, with the time and the checksum that they have; what is at the new paths is replaced.
   *
   * @throws FileMissingError, DiskFullError
   */
  copy(relocations: readonly Relocation[]): Promise<void>;

  /**
   * Gives files other paths, all or none; what is at the new paths is replaced.
   *
   * @throws FileMissingError, DiskFullError
   */
  move(relocations: readonly Relocation[]): Promise<void>;
}
