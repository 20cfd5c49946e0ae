import { STAGE_NUMBERS } from '../curriculum/settings';
import { meanOf } from '../numerics/mean';

/** The smallest mean peak that a stage's policy had on its validation records, m, by stage. */
export type Validations = ReadonlyMap<number, number>;

/** A run among those that one is chosen of. */
export interface Candidate {
  readonly run: string;
  /** Null: nothing was validated, or nobody knows any more. */
  readonly validations: Validations | null;
}

/** A candidate and how it did in validation: the smaller, the better. */
export interface ValidatedRun {
  readonly run: string;
  /** Mean over the stages of its smallest validated peak, as a part of the mean of all candidates'. */
  readonly score: number;
}

/**
 * Orders runs by validation, the best first; of equals, the one that is named first. Held-out records have no part in it:
 * what they choose, they could no longer judge.
 *
 * @returns those that were validated in all stages
 */
export function byValidation(candidates: readonly Candidate[]): readonly ValidatedRun[] {
  const validated = candidates.flatMap(({ run, validations }) => {
    const peaks = STAGE_NUMBERS.flatMap((stage) => validations?.get(stage) ?? []);
    return peaks.length === STAGE_NUMBERS.length ? [{ run, peaks }] : [];
  });
  const means = STAGE_NUMBERS.map((_, i) => meanOf(validated.map(({ peaks }) => peaks[i])));
  return validated
    .map(({ run, peaks }) => ({ run, score: meanOf(peaks.map((peak, i) => peak / means[i])) }))
    .toSorted((a, b) => a.score - b.score);
}
