import type { Disk, FileEntry } from '../checkpoint/disk';
import { sha256 } from '../checkpoint/sha256';
import { isRecordName, RECORD_NAME_RULE } from '../curriculum/recordUse';
import type { GroundMotion } from '../groundMotion/groundMotion';
import { decodeRecord, encodeRecord, recordName, recordPath, RECORDS_DIRECTORY } from './recordFile';

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

/** The user's own records on the disk. Besides its own errors, every method throws what `Disk` throws. */
export class RecordShelf {
  readonly #disk: Disk;

  constructor(disk: Disk) {
    this.#disk = disk;
  }

  list(): Promise<FileEntry[]> {
    return this.#disk.list(RECORDS_DIRECTORY);
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
  async add(motion: GroundMotion): Promise<FileEntry> {
    const bytes = encodeRecord(motion);
    const digest = await sha256(bytes);
    const others = await this.list();
    const same = others.find((entry) => entry.sha256 === digest);
    if (same) {
      throw new RecordRefusedError(
        `${motion.name} has the same samples as the stored record "${recordName(same.path)}"`,
        'Use that one.',
      );
    }
    assertFree(motion.name, others);
    return this.#disk.write(recordPath(motion.name), bytes);
  }

  /**
   * Takes in a record that came with a run, under a name that is free; samples that are stored already are left where
   * they are.
   */
  async take(motion: GroundMotion): Promise<void> {
    const others = await this.list();
    const digest = await sha256(encodeRecord(motion));
    if (others.some((entry) => entry.sha256 === digest)) return;
    const taken = new Set(others.map(({ path }) => recordName(path).toLowerCase()));
    let { name } = motion;
    for (let number = 2; taken.has(name.toLowerCase()); number++)
      name = `${motion.name.slice(0, 58)} ${number}`;
    await this.add({ ...motion, name });
  }

  /**
   * Writes the copy before it deletes the original: whatever happens in between, the record is there.
   *
   * @throws RecordRefusedError when the name is in use or no name
   */
  async rename(path: string, name: string): Promise<FileEntry> {
    assertFree(
      name,
      (await this.list()).filter((entry) => entry.path !== path),
    );
    const entry = await this.#disk.write(recordPath(name), await this.#disk.read(path));
    if (entry.path !== path) await this.#disk.delete([path]);
    return entry;
  }

  delete(paths: readonly string[]): Promise<void> {
    return this.#disk.delete(paths);
  }
}

function assertFree(name: string, others: readonly FileEntry[]): void {
  if (!isRecordName(name)) {
    throw new RecordRefusedError(`"${name}" cannot be a record's name`, `A name has ${RECORD_NAME_RULE}.`);
  }
  // Upper and lower case together: downloaded, the files must not overwrite each other.
  const wanted = recordPath(name).toLowerCase();
  if (others.some(({ path }) => path.toLowerCase() === wanted)) {
    throw new RecordRefusedError(`There is a record "${name}" already`, 'Choose another name.');
  }
}
