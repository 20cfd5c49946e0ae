import type { AccelerationUnit } from './accelerationUnit';
import { ACCELERATION_UNITS, inSi } from './accelerationUnit';
import type { GroundMotion } from './groundMotion';
import { GroundMotionError } from './readError';
import { MAX_ACCELERATION, MAX_DURATION, recordFault } from './recordLimits';

/** Numbers of a file that may be accelerations. */
export interface RecordColumn {
  /** What the file calls it; empty: it has no name there. */
  readonly label: string;
  /** Which column of the file it is, from 1; null: all numbers, read row by row. */
  readonly place: number | null;
  readonly values: Float64Array;
  /** Null: the file does not say. */
  readonly unit: AccelerationUnit | null;
}

/** One record as its file gives it, and what the file leaves open. */
export interface RecordContent {
  /** The file's name without its ending, and the component where the file has several. */
  readonly name: string;
  /** Which of several is the acceleration, the file does not say. */
  readonly columns: readonly RecordColumn[];
  /** Seconds between two samples; null: the file does not say. */
  readonly dt: number | null;
}

/** What a file may leave open. */
export type RecordQuestion = 'column' | 'dt' | 'unit';

/** What a person says about it. */
export interface RecordAnswers {
  /** Place among the columns. */
  readonly column?: number;
  /** Seconds. */
  readonly dt?: number;
  readonly unit?: AccelerationUnit;
}

/** Steps that records usually have, the likeliest first, s. */
export const USUAL_STEPS = [0.01, 0.005, 0.02, 0.002, 0.001, 0.0025, 0.004];

/**
 * What must be asked before there is a record. The unit is asked as well where the one that the file names would make an
 * earthquake stronger than any.
 */
export function questionsOf(content: RecordContent, answers: RecordAnswers = {}): RecordQuestion[] {
  const questions: RecordQuestion[] = [];
  if (content.columns.length > 1) questions.push('column');
  if (content.dt === null) questions.push('dt');
  const column = columnOf(content, answers);
  if (column.unit === null || isDoubtful(column)) questions.push('unit');
  return questions;
}

/** The unit that the file names although its values cannot be in it; null: there is no such doubt. */
export function doubtfulUnit(content: RecordContent, answers: RecordAnswers = {}): AccelerationUnit | null {
  const column = columnOf(content, answers);
  return isDoubtful(column) ? column.unit : null;
}

/** The likeliest answer to every question: a guess, to be shown as one. */
export function guessAnswers(content: RecordContent, answers: RecordAnswers = {}): Required<RecordAnswers> {
  const column = answers.column ?? 0;
  const { values } = columnOf(content, { column });
  const fits = (step: number) => values.length * step <= MAX_DURATION;
  const dt = content.dt ?? USUAL_STEPS.find(fits) ?? USUAL_STEPS[0];
  return { column, dt, unit: likeliestUnit(peakOf(values)) };
}

/**
 * The record, with what was answered and, where nothing was, the guess.
 *
 * @param file its name, for errors
 * @returns accelerations in m/s2; the step in whole nanoseconds, so that writing and reading it again changes nothing
 * @throws GroundMotionError when that is no earthquake
 */
export function completeRecord(file: string, content: RecordContent, answers: RecordAnswers): GroundMotion {
  const fail = (what: string) => new GroundMotionError(file, what, 'Choose another file, or other answers.');
  const guess = guessAnswers(content, answers);
  const column = columnOf(content, answers);
  const isAsked = column.unit === null || isDoubtful(column);
  const unit = isAsked ? (answers.unit ?? guess.unit) : column.unit;
  const seconds = content.dt ?? answers.dt ?? guess.dt;
  const dt = Math.round(1e9 * seconds) / 1e9;
  if (!(dt > 0)) throw fail(`its time step is ${seconds} s`);
  const acceleration = column.values.map((value) => inSi(value, unit));
  const peak = peakOf(acceleration);
  if (peak > MAX_ACCELERATION)
    throw fail(`its largest value, ${peakOf(column.values)} ${unit}, is no earthquake`);
  const record = { name: content.name, dt, acceleration };
  const fault = recordFault(record);
  if (fault !== null) throw fail(fault);
  return record;
}

/**
 * The records that a file can be when what it leaves open is as usual; the first is the guess. To find one by its samples,
 * where nobody can be asked.
 */
export function* usualRecords(file: string, content: RecordContent): Generator<GroundMotion> {
  for (const column of content.columns.keys()) {
    const questions = questionsOf(content, { column });
    for (const dt of questions.includes('dt') ? USUAL_STEPS : [undefined]) {
      for (const unit of questions.includes('unit') ? ACCELERATION_UNITS : [undefined]) {
        const record = recordOrNull(file, content, { column, dt, unit });
        if (record) yield record;
      }
    }
  }
}

function recordOrNull(file: string, content: RecordContent, answers: RecordAnswers): GroundMotion | null {
  try {
    return completeRecord(file, content, answers);
  } catch (error) {
    if (error instanceof GroundMotionError) return null;
    throw error;
  }
}

function columnOf({ columns }: RecordContent, { column = 0 }: RecordAnswers): RecordColumn {
  return columns[Math.min(column, columns.length - 1)];
}

function isDoubtful({ unit, values }: RecordColumn): boolean {
  return unit !== null && inSi(peakOf(values), unit) > MAX_ACCELERATION;
}

/** By the strongest shaking of usual records: some tenths of g, a few m/s2, some hundred gal. */
function likeliestUnit(peak: number): AccelerationUnit {
  if (peak <= 2) return 'g';
  if (peak <= 20) return 'm/s2';
  return inSi(peak, 'cm/s2') <= MAX_ACCELERATION ? 'cm/s2' : 'mm/s2';
}

export function peakOf(values: Float64Array): number {
  let peak = 0;
  for (const value of values) peak = Math.max(peak, Math.abs(value));
  return peak;
}
