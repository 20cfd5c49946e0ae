import type { RecordContent } from '../recordContent';
import { GroundMotionError } from '../readError';
import { MAX_SAMPLES } from '../recordLimits';

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
  'Records are read as PEER AT2, text and CSV, COSMOS V1 and V2, SMC, K-NET, ESM and SAC: docs/records.md lists what is read.';

export function damaged(file: string, what: string): GroundMotionError {
  return new GroundMotionError(file, what, 'Download or export the record again.');
}

export function tooLong(file: string): GroundMotionError {
  return damaged(file, `it has more than ${MAX_SAMPLES.toLocaleString('en')} samples`);
}

/** Endings that say what kind of file it is; others, such as .EW2, are the component. */
const ENDING = /\.(?:at2|vt2|dt2|csv|tsv|txt|dat|prn|out|asc|acc|acl|g3|th|tcl|smc|sac|v1|v2|v1c|v2c|v3)$/i;

/** What a record is called after its file. */
export function nameOf(file: string): string {
  return file.replace(/^.*[\\/]/, '').replace(ENDING, '');
}
