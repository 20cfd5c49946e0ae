import type { GroundMotion } from '../groundMotion/groundMotion';
import { heldOutRecord, validationRecord } from '../groundMotion/catalogue';
import type { Magnitude, Spectrum } from '../groundMotion/synthetic';

/** Held-out records of each magnitude beside the first: the sample that means and intervals are taken over. */
export const SAMPLE_SIZE = 20;

/** Records of each magnitude that policies are chosen by. */
export const VALIDATION_RECORDS = 32;

/** The records that the policies of a magnitude are chosen by. */
export function validationRecords(magnitude: Magnitude, spectrum: Spectrum): readonly GroundMotion[] {
  return Array.from({ length: VALIDATION_RECORDS }, (_, index) =>
    validationRecord(magnitude, spectrum, index),
  );
}

/** The held-out records that controllers are compared on: first the one that stages report, then the sample. */
export function evaluationRecords(magnitude: Magnitude, spectrum: Spectrum): readonly GroundMotion[] {
  return Array.from({ length: 1 + SAMPLE_SIZE }, (_, index) => heldOutRecord(magnitude, spectrum, index));
}
