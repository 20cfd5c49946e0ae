import { TIME_STEP } from '../building/newmark';
import type { GroundMotion } from '../groundMotion/groundMotion';
import { resample } from '../groundMotion/resample';
import { scaleToPeak } from '../groundMotion/scale';
import type { RecordUse } from './recordUse';

/** The user's own records that a run names, as they were recorded, by digest. */
export type RecordLibrary = ReadonlyMap<string, GroundMotion>;

export const EMPTY_LIBRARY: RecordLibrary = new Map();

/** A run names a record that this browser does not have. */
export class RecordMissingError extends Error {
  override readonly name = 'RecordMissingError';

  constructor(readonly use: RecordUse) {
    super(
      `The run uses the record "${use.name}" (SHA-256 ${use.digest}…), which is not stored here. ` +
        'Nothing was trained, and no checkpoint has changed. ' +
        'Add its file under Earthquakes, or take the record out of its stage there.',
    );
  }
}

/**
 * A record as the environment simulates it: at the environment's time step, then scaled.
 *
 * @throws RecordMissingError when the library lacks it
 */
export function preparedRecord({ name, digest, pga_g }: RecordUse, library: RecordLibrary): GroundMotion {
  const recorded = library.get(digest);
  if (!recorded) throw new RecordMissingError({ name, digest, pga_g });
  const motion = resample({ ...recorded, name }, TIME_STEP);
  return pga_g === null ? motion : scaleToPeak(motion, pga_g);
}
