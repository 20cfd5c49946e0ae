import type { GroundMotion } from './groundMotion';

/** Samples that a record may have: over an hour at 200 Hz. */
export const MAX_SAMPLES = 1_000_000;

/** Lines that a file may have: a value on each, and a blank one between any two. */
export const MAX_LINES = 2 * MAX_SAMPLES;

/** Words that a file may have: times and three components of the most samples. */
export const MAX_WORDS = 4 * MAX_SAMPLES;

/** Records that a file may have: more channels than any instrumented building. */
export const MAX_RECORDS = 200;

/** Bytes of a file with the most samples that a record may have. */
export const MAX_FILE_SIZE = 64 * MAX_SAMPLES;

/** m/s2, twice the strongest shaking on record (about 4 g): beyond it the file is in another unit, such as cm/s2. */
export const MAX_ACCELERATION = 80;

/** Seconds; bounds the memory that a record needs at the environment's time step. */
export const MAX_DURATION = 3600;

/** Why a record whose samples are all right cannot be used, as part of a sentence; null: it can. */
export function recordFault({ dt, acceleration }: GroundMotion): string | null {
  if (acceleration.length * dt > MAX_DURATION) return 'it lasts more than an hour';
  if (acceleration.every((value) => value === 0)) return 'every acceleration is zero';
  return null;
}
