import { fileName, runDirectory } from '../checkpoint/names';
import type { FileEntry, FolderDisk, HashedDisk, Relocation } from '../checkpoint/store/disk';
import { FileCorruptError } from '../checkpoint/store/errors';
import { readIfThere } from '../checkpoint/store/readIfThere';
import { sha256 } from '../checkpoint/store/sha256';
import type { GroundMotion } from '../groundMotion/groundMotion';
import { decodeRecord, digestOf, recordName, recordPath, RECORDS_DIRECTORY } from '../records/recordFile';
import { freeName } from '../records/freeName';
import type { CopyFolder } from './copyFolder';

/** Where a run has the person's own records beside its checkpoints, as on the command line. */
function recordsFolder(run: string): string {
  return runDirectory(run) + RECORDS_DIRECTORY;
}

/**
 * Puts the records that a run uses beside its checkpoints, so that the command line finds them. They are told apart by what
 * they hold, and what lies there stays: other samples of the same name get a name beside it.
 */
export class RunRecordCopier {
  readonly #folder: CopyFolder;
  readonly #source: Pick<HashedDisk, 'list' | 'read'>;
  /** What was read of the folder's files, by path. */
  readonly #known = new Map<string, FileEntry & { readonly digest: string }>();

  constructor(folder: CopyFolder, source: Pick<HashedDisk, 'list' | 'read'>) {
    this.#folder = folder;
    this.#source = source;
  }

  /**
   * What there is to copy: this browser's records of these digests that are not beside the run's checkpoints, each with a
   * path that is free.
   *
   * @throws StorageError
   */
  async due(run: string, digests: readonly string[]): Promise<Relocation[]> {
    if (digests.length === 0) return [];
    const stored = await this.#source.list(RECORDS_DIRECTORY);
    const wanted = stored.filter(({ sha256: hash }) => digests.includes(digestOf(hash)));
    const folder = recordsFolder(run);
    const beside = await this.#folder.records.list(folder);
    const present = new Set<string>();
    for (const file of beside.filter(({ path }) => path === folder + fileName(path))) {
      present.add(await this.#digest(file));
    }
    const taken = (await this.#folder.disk.names(folder)).map((name) => ({
      name: name.replace(/\.csv$/i, ''),
    }));
    const missing = wanted.filter(({ sha256: hash }) => !present.has(digestOf(hash)));
    return missing.map(({ path }) => {
      const name = freeName(recordName(path), taken);
      taken.push({ name });
      return { from: path, to: folder + fileName(recordPath(name)) };
    });
  }

  /** @throws FileCorruptError, FileMissingError, DiskFullError, StorageError */
  async copy({ from, to }: Relocation): Promise<void> {
    await this.#folder.disk.write(to, await this.#source.read(from));
  }

  /** @returns '' of a file that cannot be read */
  async #digest(file: FileEntry): Promise<string> {
    const { path, size, writtenAt } = file;
    const known = this.#known.get(path);
    if (known?.size === size && known.writtenAt === writtenAt) return known.digest;
    const digest = await this.#read(path);
    if (digest !== '') this.#known.set(path, { ...file, digest });
    return digest;
  }

  async #read(path: string): Promise<string> {
    try {
      const bytes = await readIfThere(this.#folder.disk, path);
      return bytes ? digestOf(await sha256(bytes)) : '';
    } catch (error) {
      if (error instanceof FileCorruptError) return '';
      throw error;
    }
  }
}

/**
 * The records beside a run's checkpoints.
 *
 * @throws GroundMotionError naming the file, and what the disk throws
 */
export async function* recordsBeside(folder: FolderDisk, run: string): AsyncGenerator<GroundMotion> {
  for (const name of await folder.names(recordsFolder(run))) {
    if (!/\.csv$/i.test(name)) continue;
    yield decodeRecord(name, await folder.read(recordsFolder(run) + name));
  }
}
