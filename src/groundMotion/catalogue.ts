import type { GroundMotion } from './groundMotion';
import type { Magnitude, Spectrum } from './synthetic';
import { MAGNITUDES, syntheticGroundMotion } from './synthetic';

/** Training records that a magnitude can have, as long as they last no longer than `MAX_TRAINING_SECONDS`. */
export const MAX_TRAINING_RECORDS = 6000;
/** Of one stage: as long as 1,000 records of the longest magnitude, since records and what goes with them are in memory. */
export const MAX_TRAINING_SECONDS = 120_000;
/** Seeds of one magnitude: the first quarter is for training, the second to validate with, the last half held out. */
const SEEDS_PER_MAGNITUDE = 2 ** 16;
const FIRST_VALIDATION = SEEDS_PER_MAGNITUDE / 4;
const FIRST_HELD_OUT = SEEDS_PER_MAGNITUDE / 2;

const cache = new Map<string, GroundMotion>();

/** The built-in records of a magnitude to train on; the same for every run, as files on a disk would be. */
export function trainingRecords(
  magnitude: Magnitude,
  spectrum: Spectrum,
  count: number,
): readonly GroundMotion[] {
  return Array.from({ length: count }, (_, index) => trainingRecord(magnitude, spectrum, index));
}

/** One of `trainingRecords`, by index from 0. */
export function trainingRecord(magnitude: Magnitude, spectrum: Spectrum, index: number): GroundMotion {
  return record(trainingName(magnitude, index), magnitude, spectrum, index);
}

/** One of `trainingRecords`, by index from 0, made anew and not kept: for a thread that makes it for another. */
export function makeTrainingRecord(magnitude: Magnitude, spectrum: Spectrum, index: number): GroundMotion {
  return make(trainingName(magnitude, index), magnitude, spectrum, index);
}

/** One of `trainingRecords` where it is kept already. */
export function knownTrainingRecord(
  magnitude: Magnitude,
  spectrum: Spectrum,
  index: number,
): GroundMotion | undefined {
  return cache.get(keyOf(trainingName(magnitude, index), spectrum));
}

/**
 * Keeps one of `trainingRecords` that another thread made.
 *
 * @returns the one that is kept, which may be an earlier one
 */
export function adoptTrainingRecord(made: GroundMotion, spectrum: Spectrum): GroundMotion {
  const key = keyOf(made.name, spectrum);
  const kept = cache.get(key) ?? made;
  cache.set(key, kept);
  return kept;
}

/** A built-in record that decides which policy of a stage is kept; no policy is trained on it. */
export function validationRecord(magnitude: Magnitude, spectrum: Spectrum, index: number): GroundMotion {
  return record(`${magnitude} validation ${index + 1}`, magnitude, spectrum, FIRST_VALIDATION + index);
}

/** A built-in record that no policy is trained on or chosen by; index 0 is the one that stages are evaluated on. */
export function heldOutRecord(magnitude: Magnitude, spectrum: Spectrum, index = 0): GroundMotion {
  return record(`${magnitude} held-out ${index + 1}`, magnitude, spectrum, FIRST_HELD_OUT + index);
}

function record(name: string, magnitude: Magnitude, spectrum: Spectrum, index: number): GroundMotion {
  const key = keyOf(name, spectrum);
  const known = cache.get(key);
  if (known) return known;
  const motion = make(name, magnitude, spectrum, index);
  cache.set(key, motion);
  return motion;
}

function make(name: string, magnitude: Magnitude, spectrum: Spectrum, index: number): GroundMotion {
  const seed = MAGNITUDES.indexOf(magnitude) * SEEDS_PER_MAGNITUDE + index;
  return syntheticGroundMotion(name, magnitude, spectrum, seed);
}

function trainingName(magnitude: Magnitude, index: number): string {
  return `${magnitude} training ${index + 1}`;
}

function keyOf(name: string, spectrum: Spectrum): string {
  return `${name} ${spectrum}`;
}
