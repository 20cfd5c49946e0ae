import type { GroundMotion } from './groundMotion';
import type { Magnitude, Spectrum } from './synthetic';
import { MAGNITUDES, syntheticGroundMotion } from './synthetic';

/** Training records that a magnitude can have. */
export const MAX_TRAINING_RECORDS = 1000;
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
  return Array.from({ length: count }, (_, index) =>
    record(`${magnitude} training ${index + 1}`, magnitude, spectrum, index),
  );
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
  const key = `${name} ${spectrum}`;
  const known = cache.get(key);
  if (known) return known;
  const seed = MAGNITUDES.indexOf(magnitude) * SEEDS_PER_MAGNITUDE + index;
  const motion = syntheticGroundMotion(name, magnitude, spectrum, seed);
  cache.set(key, motion);
  return motion;
}
