import type { Normalisation } from './normalisation';
import type { RunnerState } from './runnerState';

/** The best policy that a stage has had at one of its validations, and how long ago that was. */
export interface BestPolicy {
  /** Flat, in the order of `parameterLayout`. */
  readonly parameters: Float32Array;
  /** What its parameters see observations through. */
  readonly normalisation: Normalisation;
  /** What the validation measured; smaller is better. */
  readonly score: number;
  /** Iterations of the stage that it was trained for. */
  readonly iteration: number;
  /** Iterations of the stage before the newest validation. */
  readonly validatedAt: number;
  /** Validations since then that found nothing better. */
  readonly waited: number;
}

/**
 * The best policy after one more validation; of equals, the earlier one.
 *
 * @param state that was validated, with the best policy before
 */
export function afterValidation(state: RunnerState, score: number): BestPolicy {
  const { best, parameters, normalisation, counters } = state;
  const { iteration } = counters;
  if (best && best.score <= score) return { ...best, validatedAt: iteration, waited: best.waited + 1 };
  return { parameters, normalisation, score, iteration, validatedAt: iteration, waited: 0 };
}

/** The state at a stage's end with its best policy for its last one; optimizer and counters are those of the end. */
export function withBestPolicy(state: RunnerState): RunnerState {
  if (!state.best) return state;
  const { parameters, normalisation } = state.best;
  return { ...state, parameters, normalisation, best: null };
}
