import { DIGEST_LENGTH, isRecordName } from '../curriculum/recordUse';
import { writeCsv } from '../groundMotion/csv';
import type { GroundMotion } from '../groundMotion/groundMotion';
import { GroundMotionError } from '../groundMotion/readError';
import type { RecordContent, RecordQuestion } from '../groundMotion/recordContent';
import { completeRecord, questionsOf, usualRecords } from '../groundMotion/recordContent';
import { readRecordFile } from '../groundMotion/readRecordFile';

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

/** The same samples give the same bytes, whatever file they came in. */
export function encodeRecord(motion: GroundMotion): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(writeCsv(motion));
}

/**
 * What is in a file that a person chose, in any format. Names are freed of what a record's name may not have.
 *
 * @throws GroundMotionError naming the line
 */
export function openRecordFile(fileName: string, bytes: Uint8Array): readonly RecordContent[] {
  return readRecordFile(fileName, bytes).map((content) => ({ ...content, name: plainName(content.name) }));
}

const MISSING: Readonly<Record<RecordQuestion, string>> = {
  column: 'which of its columns is the acceleration',
  dt: 'its time step',
  unit: 'the unit of its accelerations',
};

/**
 * The record of a file that leaves nothing open, as those of the disk are.
 *
 * @throws GroundMotionError naming the line, or what the file does not say
 */
export function decodeRecord(fileName: string, bytes: Uint8Array): GroundMotion {
  const [content, ...others] = openRecordFile(fileName, bytes);
  const fail = (what: string) =>
    new GroundMotionError(
      fileName,
      what,
      'Add it on the page, which asks, and download the record as CSV there.',
    );
  if (others.length > 0) throw fail(`it holds ${others.length + 1} records`);
  const open = questionsOf(content).map((question) => MISSING[question]);
  if (open.length > 0) throw fail(`it does not say ${open.join(' or ')}`);
  return completeRecord(fileName, content, {});
}

/** The records that a file can be where it leaves something open and nobody can be asked. */
export function* possibleRecords(fileName: string, bytes: Uint8Array): Generator<GroundMotion> {
  for (const content of openRecordFile(fileName, bytes)) yield* usualRecords(fileName, content);
}

function plainName(name: string): string {
  const plain = name
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N} ._()-]+/gu, ' ')
    .slice(0, 64)
    .replace(/^[ .]+|(?<![ .])[ .]+$/g, '');
  return isRecordName(plain) ? plain : 'record';
}
