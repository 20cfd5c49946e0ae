import { DIGEST_LENGTH, isRecordName } from '../curriculum/recordUse';
import { readAt2 } from '../groundMotion/at2';
import { readCsv, writeCsv } from '../groundMotion/csv';
import type { GroundMotion } from '../groundMotion/groundMotion';
import { GroundMotionError } from '../groundMotion/readError';

/** Where the user's own records lie on the disk; each is one CSV file at the time step that it was recorded with. */
export const RECORDS_DIRECTORY = 'records/';

const EXTENSION = '.csv';

export function recordPath(name: string): string {
  return `${RECORDS_DIRECTORY}${name}${EXTENSION}`;
}

/** The inverse of `recordPath`. */
export function recordName(path: string): string {
  return path.slice(RECORDS_DIRECTORY.length, -EXTENSION.length);
}

/** What a run finds a record by, whatever it is called: the beginning of its file's SHA-256. */
export function digestOf(sha256: string): string {
  return sha256.slice(0, DIGEST_LENGTH);
}

/** The same samples give the same bytes, whether they came as `.AT2` or as CSV. */
export function encodeRecord(motion: GroundMotion): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(writeCsv(motion));
}

/**
 * Reads a file of the disk or one that a person chose: `.AT2` in g, or CSV in m/s2. Its name without the ending becomes
 * the record's, freed of what a record's name may not have.
 *
 * @throws GroundMotionError naming the line
 */
export function decodeRecord(fileName: string, bytes: Uint8Array): GroundMotion {
  const motion = read(fileName, new TextDecoder().decode(bytes));
  // To whole nanoseconds, so that writing the record and reading it again changes nothing.
  return { ...motion, name: plainName(motion.name), dt: Math.round(1e9 * motion.dt) / 1e9 };
}

function read(fileName: string, text: string): GroundMotion {
  if (/\.at2$/i.test(fileName)) return readAt2(fileName, text);
  if (/\.csv$/i.test(fileName)) return readCsv(fileName, text);
  throw new GroundMotionError(
    fileName,
    'it is neither .AT2 nor .csv',
    'Choose a record in one of these two formats.',
  );
}

function plainName(name: string): string {
  const plain = name
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N} ._()-]+/gu, ' ')
    .slice(0, 64)
    .replace(/^[ .]+|(?<![ .])[ .]+$/g, '');
  return isRecordName(plain) ? plain : 'record';
}
