import { concatenated } from '../numerics/concatenated';
import type { LogRecord } from './logRecord';

/**
 * A log that other programs read, written as training goes on: `header` once, then `append` for each record. A file
 * that ends after any of these pieces is a whole file.
 */
export interface LogFile {
  /** The name under which other programs look for it. */
  readonly name: string;
  header(): Uint8Array<ArrayBuffer>;
  append(record: LogRecord): Uint8Array<ArrayBuffer>;
}

/** A file of all records at once, as if it had been written while they came. */
export function encodeLogFile(file: LogFile, records: Iterable<LogRecord>): Uint8Array<ArrayBuffer> {
  return concatenated([file.header(), encodeLogRows(file, records)]);
}

/** What some records add to a file. */
export function encodeLogRows(file: LogFile, records: Iterable<LogRecord>): Uint8Array<ArrayBuffer> {
  return concatenated(Array.from(records, (record) => file.append(record)));
}
