import { LogColumns } from '../../logging/logColumns';
import type { LogFile } from '../../logging/logFile';
import { encodeLogFile, encodeLogRows } from '../../logging/logFile';
import { csvFiles, recordsOf } from '../../logging/logFiles';
import type { LogRecord } from '../../logging/logRecord';
import { progressJson, readProgressJson } from '../../logging/progressJson';
import type { StoredLog } from '../../logging/storedLog';
import { tensorboardEvents } from '../../logging/tensorboard';
import type { FolderDisk } from './disk';
import { readIfThere } from './readIfThere';

const JSON_NAME = 'progress.json';
const CSV_NAMES: readonly string[] = ['progress.csv', 'monitor.csv'];
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
 * Rows are written to the event file first, and to the CSV files last: so TensorBoard has all that a later start reads.
 */
export class LogDirectory implements StoredLog {
  readonly #disk: FolderDisk;
  readonly #folder: string;
  readonly #labels: LogLabels;
  /** Rows that the files hold, and the columns of `progress.csv`; null: they must be compared. */
  #written: { readonly rows: number; readonly columns: string } | null = null;
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

  /** @throws ForeignLogError, LogDamagedError */
  async read(): Promise<LogColumns> {
    const names = await this.#disk.names(this.#folder);
    const seconds = names.flatMap((name) => OWN_EVENTS.exec(name)?.[1] ?? []).map(Number);
    this.#newestEvents = seconds.length > 0 ? Math.max(...seconds) : null;
    const log = new LogColumns();
    if (names.includes(JSON_NAME)) {
      const bytes = await this.#disk.read(this.#folder + JSON_NAME);
      for (const record of readProgressJson(bytes)) log.append(record);
      return log;
    }
    const foreign = names.find((name) => CSV_NAMES.includes(name));
    if (foreign !== undefined) throw new ForeignLogError(this.#disk.locate(this.#folder + foreign));
    return log;
  }

  /** @throws DiskFullError, StorageError */
  async write(log: LogColumns, firstRow: number): Promise<void> {
    const { length: rows, keys } = log;
    const columns = keys.join();
    const goesOn = this.#written?.rows === firstRow;
    const isSameTable = goesOn && this.#written?.columns === columns;
    // Until all is written, nobody knows what the files hold.
    this.#written = null;
    if (!goesOn) this.#events = null;
    const files = rows === 0 ? [] : [progressJson(), ...Object.values(csvFiles(log, this.#labels.task))];
    if (firstRow === 0) await this.#clear();
    // The log may grow while files are written: what comes after `rows` is the next call's.
    if (rows > firstRow) await this.#writeEvents(log, firstRow, rows);
    for (const file of files) {
      if (isSameTable) await this.#append(file, encodeLogRows(file, recordsOf(log, firstRow, rows)));
      else await this.#synchronise(file, encodeLogFile(file, recordsOf(log, 0, rows)));
    }
    this.#written = { rows, columns };
  }

  async #writeEvents(log: LogColumns, firstRow: number, end: number): Promise<void> {
    if (this.#events) {
      return this.#append(this.#events, encodeLogRows(this.#events, recordsOf(log, firstRow, end)));
    }
    const writer = `${this.#labels.writer}.${WRITER}`;
    const newest = this.#newestEvents;
    const startsAt = newest === null ? 0 : 1 + timestepsOf(log.record(firstRow - 1));
    // TensorBoard reads the files by name and never goes back: a clock that was set back must not put this one first.
    const startedAt = Math.max(Date.now() / 1000, newest === null ? 0 : newest + 1);
    const events = tensorboardEvents(startedAt, { writer, startsAt });
    const first = newest === null ? 0 : firstRow;
    await this.#append(events, encodeLogFile(events, recordsOf(log, first, end)));
    this.#events = events;
    this.#newestEvents = Math.trunc(startedAt);
  }

  async #append({ name }: LogFile, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    if (bytes.byteLength > 0) await this.#disk.append(this.#folder + name, bytes);
  }

  /** Makes a file hold `bytes`; where it holds their beginning, it goes on in place. */
  async #synchronise(file: LogFile, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const path = this.#folder + file.name;
    const present = await readIfThere(this.#disk, path);
    const isBeginning = present?.every((byte, i) => byte === bytes[i]) ?? false;
    if (present && isBeginning) await this.#append(file, bytes.slice(present.length));
    else await this.#disk.write(path, bytes);
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

function timestepsOf({ values }: LogRecord): number {
  return values['time/total_timesteps'] ?? 0;
}
