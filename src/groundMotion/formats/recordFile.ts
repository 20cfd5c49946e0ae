import type { RecordContent } from '../recordContent';
import { GroundMotionError } from '../readError';
import { MAX_RECORDS, MAX_SAMPLES, MAX_WORDS } from '../recordLimits';
import { whyNoNumbers } from './numbers';

/** A file that waits to be read: its name, and its lines. */
export interface RecordText {
  readonly file: string;
  readonly lines: readonly string[];
}

/** Reads one format. */
export interface RecordFormat {
  /** Whether the file says by its content that it is of this format. */
  readonly recognises: (text: RecordText) => boolean;
  /** @throws GroundMotionError naming the line */
  readonly read: (text: RecordText) => readonly RecordContent[];
}

export const FORMATS =
  'Records are read as PEER AT2, text and CSV, CSMIP, COSMOS, SMC, K-NET, GeoNet, ESM and SAC: docs/records.md lists what is read.';

export function damaged(file: string, what: string): GroundMotionError {
  return new GroundMotionError(file, what, 'Download or export the record again.');
}

/** A file whose samples have times of their own. */
export function unevenlySpaced(file: string): GroundMotionError {
  return new GroundMotionError(
    file,
    'its samples are not evenly spaced',
    'Interpolate it to a fixed step first.',
  );
}

/** A file of response spectra. */
export function holdsSpectra(file: string): GroundMotionError {
  return new GroundMotionError(file, 'it holds a response spectrum, not a record', FORMATS);
}

export function tooLong(file: string): GroundMotionError {
  return damaged(file, `it has more than ${MAX_SAMPLES.toLocaleString('en')} samples`);
}

/**
 * A line on which something else than numbers stands where there should be some.
 *
 * @param number of the line, from 1
 */
export function unreadableLine(file: string, number: number, line: string): GroundMotionError {
  return damaged(file, `line ${number} ${whyNoNumbers(line)}`);
}

/**
 * Collects the records of a file with several channels, as long as there are no more than a file may have.
 *
 * @throws GroundMotionError as soon as there are
 */
export function collectRecords(file: string, records: Iterable<RecordContent>): RecordContent[] {
  const collected: RecordContent[] = [];
  let samples = 0;
  for (const record of records) {
    collected.push(record);
    for (const { values } of record.columns) samples += values.length;
    if (collected.length > MAX_RECORDS) throw damaged(file, `it has more than ${MAX_RECORDS} records`);
    // Uneven times are read at a finer step: a small file can have many samples.
    if (samples > MAX_WORDS) {
      throw damaged(file, `its records have more than ${MAX_WORDS.toLocaleString('en')} samples together`);
    }
  }
  return collected;
}

/** Endings that say what kind of file it is; others, such as .EW2, are the component. */
const ENDING =
  /\.(?:at2|vt2|dt2|csv|tsv|txt|dat|prn|out|asc|acc|acl|g3|th|tcl|smc|sac|raw|v1a|v2a|v1|v2|v1c|v2c|v3)$/i;

/** What a record is called after its file. */
export function nameOf(file: string): string {
  return file.replace(/^.*[\\/]/, '').replace(ENDING, '');
}
