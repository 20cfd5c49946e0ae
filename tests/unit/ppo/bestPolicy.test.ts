import { describe, expect, test } from 'vitest';
import { PRESETS } from '../../../src/curriculum/presets';
import { afterValidation, withBestPolicy } from '../../../src/ppo/bestPolicy';
import { initialState } from '../../../src/ppo/initialPolicy';
import type { RunnerState } from '../../../src/ppo/runnerState';

const start = initialState({ ...PRESETS.smoke, seed: 1 });

/** The state after some iterations, with parameters of its own. */
function stateAt(iteration: number, best: RunnerState['best'] = null): RunnerState {
  return {
    ...start,
    parameters: new Float32Array(start.parameters.length).fill(iteration),
    counters: { ...start.counters, iteration },
    best,
  };
}

/** The best policy after validations with these scores, one every second iteration. */
function bestOf(scores: readonly number[]): NonNullable<RunnerState['best']> {
  const best = scores.reduce<RunnerState['best']>(
    (before, score, i) => afterValidation(stateAt(2 * (i + 1), before), score),
    null,
  );
  if (!best) throw new RangeError('no score');
  return best;
}

describe('the best policy of a stage', () => {
  test('is the one with the smallest score, the first of equals', () => {
    const best = bestOf([5, 3, 4, 3, 6]);
    expect(best).toMatchObject({ score: 3, iteration: 4, validatedAt: 10, waited: 3 });
    expect(best.parameters[0]).toBe(4);
  });

  test('starts to wait anew whenever a better one comes', () => {
    expect(bestOf([5, 6, 7]).waited).toBe(2);
    expect(bestOf([5, 6, 7, 4])).toMatchObject({ score: 4, iteration: 8, waited: 0 });
  });

  test('is what a stage ends with; optimizer and counters are those of the end', () => {
    const end = stateAt(10, bestOf([5, 3, 4]));
    const kept = withBestPolicy(end);
    expect(kept.parameters[0]).toBe(4);
    expect(kept).toMatchObject({ best: null, counters: end.counters, optimizer: end.optimizer });
  });

  test('changes nothing where none was validated', () => {
    const end = stateAt(10);
    expect(withBestPolicy(end)).toBe(end);
  });
});
