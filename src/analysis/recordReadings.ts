import { messageOf } from '../errors/problem';
import { GroundMotionError } from '../groundMotion/readError';
import type { RecordAnswers, RecordContent } from '../groundMotion/recordContent';
import { completeRecord, doubtfulUnit, guessAnswers, questionsOf } from '../groundMotion/recordContent';
import { summariseRecord } from '../groundMotion/recordSummary';
import { openRecordFile } from '../records/recordFile';
import type { RecordReading } from './protocol';

/** The records of a file, or why there are none; it throws nothing. */
export function readingsOf(fileName: string, bytes: Uint8Array): RecordReading[] {
  try {
    return openRecordFile(fileName, bytes).map((content) => readingOf(fileName, content, {}));
  } catch (error) {
    return [problemOf(fileName, error)];
  }
}

/** The record of a file with these answers, or why there is none with them. */
export function readingOf(fileName: string, content: RecordContent, answers: RecordAnswers): RecordReading {
  try {
    const summary = summariseRecord(completeRecord(fileName, content, answers));
    const questions = questionsOf(content, answers);
    if (questions.length === 0) return { fileName, summary, open: null };
    const guess = guessAnswers(content, answers);
    return { fileName, summary, open: { content, questions, guess, doubt: doubtfulUnit(content, answers) } };
  } catch (error) {
    return problemOf(fileName, error);
  }
}

function problemOf(fileName: string, error: unknown): RecordReading {
  const quantity = error instanceof GroundMotionError ? error.quantity : null;
  return { fileName, problem: messageOf(error), quantity };
}
