import type { LogColumns } from '../../logging/logColumns';
import type { LogFile } from '../../logging/logFile';
import { csvFiles, encodeLog, encodeRows } from '../../logging/logFiles';
import type { LogRecord } from '../../logging/logRecord';
import type { LogSource, LogStream, LogSummary } from '../../logging/logStream';
import { firstRows, joined, piecesOf, summarise, upTo } from '../../logging/logStream';
import { progressJson, readProgressJson } from '../../logging/progressJson';
import type { StoredLog } from '../../logging/storedLog';
import { tensorboardEvents } from '../../logging/tensorboard';
import { missingEnd, unlessEmpty } from './fileParts';
import type { FolderDisk } from './disk';
import { FileMissingError } from './errors';

const JSON_NAME = 'progress.json';
const CSV_NAMES: readonly string[] = ['progress.csv', 'monitor.csv'];
/** Rows of the log that are in memory at a time. */
const ROWS_PER_PIECE = 512;
/** At the end of an event file's name: other programs' files are none of ours. */
const WRITER = 'tmd-lab';
const OWN_EVENTS = /^events\.out\.tfevents\.(\d+)\..*tmd-lab$/;

/** What the files of a log say of themselves. */
export interface LogLabels {
  /** Name of the environment, in `monitor.csv`. */
  readonly task: string;
  /** Who writes, in the names of event files: machine and process. */
  readonly writer: string;
}

/** Files of another program are where the log would go. */
export class ForeignLogError extends Error {
  override readonly name = 'ForeignLogError';

  constructor(file: string) {
    super(`${file} is another program's, which is left as it is; move it away to have a log of this run`);
  }
}

/**
 * The log of a run as files in its directory. `progress.json` holds all of it and is what a later start reads. The CSV files
 * follow from it: where they do not hold its beginning they are replaced, whole or not at all. Event files are only ever
 * appended to, and each start begins one of its own, as TensorBoard expects of its writers.
 *
 * Rows are written to the event file first, and to the CSV files last: so TensorBoard has all that a later start reads. No
 * file is in memory as a whole: what must be written anew is made from `progress.json` as that is read.
 */
export class LogDirectory implements StoredLog {
  readonly #disk: FolderDisk;
  readonly #folder: string;
  readonly #labels: LogLabels;
  /** What the files hold; null: they must be compared. */
  #written: LogSummary | null = null;
  /** What `progress.json` held when it was read; null: it may have changed since. */
  #read: LogSummary | null = null;
  /** The event file of this start; null: it has not begun. */
  #events: LogFile | null = null;
  /** The second in the name of the newest event file of earlier starts; null: there is none. */
  #newestEvents: number | null = null;

  /** @param folder the run's, with its slash; nobody else may be writing there */
  constructor(disk: FolderDisk, folder: string, labels: LogLabels) {
    this.#disk = disk;
    this.#folder = folder;
    this.#labels = labels;
  }

  /**
   * Reads all that is there.
   *
   * @throws ForeignLogError, LogDamagedError
   */
  async open(): Promise<void> {
    this.#written = this.#read = null;
    const names = await this.#disk.names(this.#folder);
    const seconds = names.flatMap((name) => OWN_EVENTS.exec(name)?.[1] ?? []).map(Number);
    this.#newestEvents = seconds.length > 0 ? Math.max(...seconds) : null;
    if (names.includes(JSON_NAME)) {
      this.#read = await summarise(this.stream());
      return;
    }
    const foreign = names.find((name) => CSV_NAMES.includes(name));
    if (foreign !== undefined) throw new ForeignLogError(this.#disk.locate(this.#folder + foreign));
  }

  /**
   * The rows in `progress.json`; none where there is no such file.
   *
   * @throws LogDamagedError, when the row is asked for
   */
  async *stream(): AsyncGenerator<LogColumns> {
    try {
      const parts = this.#disk.readParts(this.#folder + JSON_NAME);
      yield* piecesOf(readProgressJson(parts), ROWS_PER_PIECE);
    } catch (error) {
      if (!(error instanceof FileMissingError)) throw error;
    }
  }

  /** @throws LogDamagedError, DiskFullError, StorageError */
  async write(records: readonly LogRecord[], timesteps: number): Promise<void> {
    const known = this.#written ?? this.#read;
    const isAtEnd = known !== null && known.timesteps <= timesteps;
    const kept = isAtEnd ? known : await summarise(upTo(this.stream(), timesteps));
    await this.#goOn(kept, () => piecesOf(records, ROWS_PER_PIECE, kept.lastReading));
  }

  /**
   * Puts rows of another log in the place of those from row `begin` on.
   *
   * @param rows the other log from that row on; the rows before are those that are here
   * @returns what the files hold then
   * @throws LogDamagedError, DiskFullError, StorageError, and what `rows` throws
   */
  async replaceFrom(begin: number, rows: LogSource): Promise<LogSummary> {
    const known = this.#written ?? this.#read;
    const kept = known?.rows === begin ? known : await summarise(firstRows(this.stream(), begin));
    return this.#goOn(kept, rows);
  }

  /** @param kept the first rows of `progress.json` */
  async #goOn(kept: LogSummary, added: LogSource): Promise<LogSummary> {
    const goesOn = kept === this.#written && kept.rows > 0;
    // Until all is written, nobody knows what the files hold.
    this.#written = this.#read = null;
    if (!goesOn) this.#events = null;
    if (kept.rows === 0) await this.#clear();
    const whole = await summarise(added(), kept);
    if (whole.rows > 0) {
      const beginning = () => firstRows(this.stream(), kept.rows);
      if (whole.rows > kept.rows) await this.#writeEvents(kept, beginning, added);
      const json = progressJson();
      if (goesOn) await this.#append(json, encodeRows(json, added()));
      else await this.#synchronise(json, () => encodeLog(json, joined(beginning(), added())));
      const { progress, monitor } = csvFiles(whole, this.#labels.task);
      const hasSameColumns = kept.keys.join() === whole.keys.join();
      await this.#follow(progress, goesOn && hasSameColumns ? added : null);
      await this.#follow(monitor, goesOn ? added : null);
    }
    this.#written = whole;
    return whole;
  }

  /** @param added all that the file lacks, at its end; null: it must be compared with `progress.json`, which has all rows */
  async #follow(file: LogFile, added: LogSource | null): Promise<void> {
    if (added) await this.#append(file, encodeRows(file, added()));
    else await this.#synchronise(file, () => encodeLog(file, this.stream()));
  }

  async #writeEvents(kept: LogSummary, beginning: LogSource, added: LogSource): Promise<void> {
    const current = this.#events;
    if (current) return this.#append(current, encodeRows(current, added()));
    const writer = `${this.#labels.writer}.${WRITER}`;
    const newest = this.#newestEvents;
    const startsAt = newest === null ? 0 : 1 + kept.timesteps;
    // TensorBoard reads the files by name and never goes back: a clock that was set back must not put this one first.
    const startedAt = Math.max(Date.now() / 1000, newest === null ? 0 : newest + 1);
    const events = tensorboardEvents(startedAt, { writer, startsAt });
    const rows = (): LogStream => (newest === null ? joined(beginning(), added()) : added());
    await this.#append(events, encodeLog(events, rows()));
    this.#events = events;
    this.#newestEvents = Math.trunc(startedAt);
  }

  async #append({ name }: LogFile, parts: AsyncGenerator<Uint8Array<ArrayBuffer>>): Promise<void> {
    const wanted = await unlessEmpty(parts);
    if (wanted) await this.#disk.append(this.#folder + name, () => wanted);
  }

  /** Makes a file hold what `parts` are; where it holds their beginning, it goes on in place. */
  async #synchronise(file: LogFile, parts: () => AsyncGenerator<Uint8Array<ArrayBuffer>>): Promise<void> {
    const path = this.#folder + file.name;
    const missing = await missingEnd(this.#disk.readParts(path), parts());
    if (missing) await this.#append(file, missing);
    else await this.#disk.writeParts(path, parts);
  }

  /** `progress.json` goes last: without it, the others would be taken for another program's. */
  async #clear(): Promise<void> {
    const names = await this.#disk.names(this.#folder);
    const others = names.filter((name) => CSV_NAMES.includes(name) || OWN_EVENTS.test(name));
    await this.#disk.delete(others.map((name) => this.#folder + name));
    await this.#disk.delete([this.#folder + JSON_NAME]);
    this.#newestEvents = null;
  }
}
