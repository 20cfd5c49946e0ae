import { heldOutRecord } from '../../src/groundMotion/catalogue';
import type { GroundMotion } from '../../src/groundMotion/groundMotion';
import type { Magnitude, Spectrum } from '../../src/groundMotion/synthetic';
import { SAMPLE_SIZE } from '../../src/evaluation/evaluationRecords';

/** Held-out records by number from 1. */
export interface HeldOutSet {
  readonly first: number;
  readonly count: number;
}

/** The evaluation's sample: behind the record that stages report by itself. */
export const SAMPLE: HeldOutSet = { first: 2, count: SAMPLE_SIZE };

/** A hundred that no choice is made on. */
export function hundredFrom(first = 5001): HeldOutSet {
  return { first, count: 100 };
}

export function recordsIn(
  { first, count }: HeldOutSet,
  magnitude: Magnitude,
  spectrum: Spectrum,
): GroundMotion[] {
  return Array.from({ length: count }, (_, i) => heldOutRecord(magnitude, spectrum, first - 1 + i));
}

/** What controllers are judged on, with what tools call it. */
export const JUDGED = [
  { name: 'held out', set: SAMPLE },
  { name: 'records that chose nothing', set: hundredFrom() },
] as const;
