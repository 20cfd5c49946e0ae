import type { BestPolicy, RunnerState } from './runnerState';

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

/** Puts the stage's best policy in the place of its last one; optimizer and counters stay those of the stage's end. */
export function withBestPolicy(state: RunnerState): RunnerState {
  if (!state.best) return state;
  const { parameters, normalisation } = state.best;
  return { ...state, parameters, normalisation, best: null };
}
