import { freeName } from './freeName';
import type { Disk, FileEntry, HashedDisk, HashedFileEntry, NewFile } from '../checkpoint/store/disk';
import { sha256 } from '../checkpoint/store/sha256';
import { isRecordName, RECORD_NAME_RULE } from '../curriculum/recordUse';
import type { GroundMotion } from '../groundMotion/groundMotion';
import {
  decodeRecord,
  digestOf,
  encodeRecord,
  recordName,
  recordPath,
  RECORDS_DIRECTORY,
} from './recordFile';

/** A record is not stored: its name is in use or no name, or its samples are stored already. */
export class RecordRefusedError extends Error {
  override readonly name = 'RecordRefusedError';

  /**
   * @param what what is in the way, without a full stop
   * @param remedy what to do, a sentence
   */
  constructor(what: string, remedy: string) {
    super(`${what}. Nothing was changed. ${remedy}`);
  }
}

/** A record on the disk. */
export interface StoredRecord {
  readonly path: string;
  readonly name: string;
  /** What runs find it by. */
  readonly digest: string;
}

/** The user's own records on the disk. Besides its own errors, every method throws what `Disk` throws. */
export class RecordShelf {
  readonly #disk: Disk;

  constructor(disk: Disk) {
    this.#disk = disk;
  }

  async list(): Promise<StoredRecord[]> {
    const entries = await this.#disk.list(RECORDS_DIRECTORY);
    return Promise.all(
      entries.map(async (entry: FileEntry & Partial<HashedFileEntry>) => ({
        path: entry.path,
        name: recordName(entry.path),
        digest: digestOf(entry.sha256 ?? (await sha256(await this.#disk.read(entry.path)))),
      })),
    );
  }

  /** @throws GroundMotionError when the file is not the CSV that it was written as */
  async read(path: string): Promise<GroundMotion> {
    return decodeRecord(`${recordName(path)}.csv`, await this.#disk.read(path));
  }

  /**
   * Stores a record.
   *
   * @throws RecordRefusedError when the name is in use or no name, or the same samples are stored under another
   */
  async add(motion: GroundMotion): Promise<StoredRecord> {
    const { name } = motion;
    const bytes = encodeRecord(motion);
    const digest = digestOf(await sha256(bytes));
    const others = await this.list();
    const same = others.find((record) => record.digest === digest);
    if (same) {
      throw new RecordRefusedError(
        `${name} has the same samples as the stored record "${same.name}"`,
        'Use that one.',
      );
    }
    assertFree(name, others);
    const { path } = await this.#disk.write(recordPath(name), bytes);
    return { path, name, digest };
  }

  /**
   * The files that have to be written so that records which came with a run are on the shelf, each under a name that is
   * free. Samples that are stored already are left where they are.
   *
   * @throws RecordRefusedError when one has no name that a record can have
   */
  async *filesFor(motions: Iterable<GroundMotion> | AsyncIterable<GroundMotion>): AsyncGenerator<NewFile> {
    const records = await this.list();
    for await (const motion of motions) {
      const bytes = encodeRecord(motion);
      const digest = digestOf(await sha256(bytes));
      if (records.some((record) => record.digest === digest)) continue;
      const name = freeName(motion.name, records);
      assertFree(name, records);
      records.push({ path: recordPath(name), name, digest });
      yield { path: recordPath(name), bytes };
    }
  }

  delete(paths: readonly string[]): Promise<void> {
    return this.#disk.delete(paths);
  }
}

/**
 * Gives a record another name, whole or not at all.
 *
 * @throws RecordRefusedError when the name is in use or no name
 */
export async function renameRecord(disk: HashedDisk, path: string, name: string): Promise<void> {
  const others = (await new RecordShelf(disk).list()).filter((record) => record.path !== path);
  assertFree(name, others);
  const renamed = recordPath(name);
  if (renamed !== path) await disk.move([{ from: path, to: renamed }]);
}

function assertFree(name: string, others: readonly StoredRecord[]): void {
  if (!isRecordName(name)) {
    throw new RecordRefusedError(`"${name}" cannot be a record's name`, `A name has ${RECORD_NAME_RULE}.`);
  }
  // Upper and lower case together: downloaded, the files must not overwrite each other.
  if (others.some((record) => record.name.toLowerCase() === name.toLowerCase())) {
    throw new RecordRefusedError(`There is a record "${name}" already`, 'Choose another name.');
  }
}
