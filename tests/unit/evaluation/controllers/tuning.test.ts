import { describe, expect, test } from 'vitest';
import {
  best,
  FORCE_WEIGHTS,
  lqrScore,
  passiveScore,
  TUNINGS,
} from '../../../../src/evaluation/controllers/tuning';
import { suspensionOf } from '../../../../src/evaluation/controllers/passiveDamper';
import { lqrForceWeight, PASSIVE_TUNING } from '../../../../src/evaluation/knownFigures';
import { EVALUATED } from '../../../../tools/figures/evaluated';
import { expectClose } from '../../../support/expectClose';

const { task, cases } = EVALUATED;

/** Positions next to a stored one. The whole grid is what `node tools/figures/run.mjs tuneControllers` goes through. */
function withNeighbours(weight: number): number[] {
  const index = FORCE_WEIGHTS.findIndex((candidate) => Math.abs(candidate / weight - 1) < 1e-9);
  expect(index).toBeGreaterThan(0);
  return FORCE_WEIGHTS.slice(index - 1, index + 2);
}

test('the best candidate has the smallest score, and is the first of equals', () => {
  expect(best([3, -2, 2, 5], (value) => value ** 2)).toBe(-2);
});

describe('the stored force weight', () => {
  test('for M4.5 at 50 kN is the best of the whole grid', () => {
    const found = best(FORCE_WEIGHTS, (weight) => lqrScore(task, 'M4.5', 50_000, weight));
    expectClose(lqrForceWeight({ ...task, magnitude: 'M4.5', force_limit_kN: 50 }), found);
  });

  test.each(cases)('for $magnitude at $force_limit_kN kN beats its neighbours', (known) => {
    const weight = lqrForceWeight({ ...task, ...known });
    const score = (candidate: number) =>
      lqrScore(task, known.magnitude, 1000 * known.force_limit_kN, candidate);
    expectClose(best(withNeighbours(weight), score), weight);
  });

  test('is searched for where none is stored', () => {
    const other = { ...task, magnitude: 'M4.5', force_limit_kN: 60 } as const;
    const weight = lqrForceWeight(other);
    expect(best(withNeighbours(weight), (tried) => lqrScore(task, 'M4.5', 60_000, tried))).toBe(weight);
  });
});

describe('the passive damper', () => {
  test('has the stiffness and the dashpot of its tuning', () => {
    const { stiffness, damping } = suspensionOf({ frequency: 0.5, dampingRatio: 0.1 });
    expectClose(stiffness, 4000 * Math.PI ** 2);
    expectClose(damping, 2 * 0.1 * Math.sqrt(stiffness * 4000));
  });

  test('is tuned better than next to it, and better than it came', () => {
    const score = passiveScore(task);
    const frequencyStep = 0.003;
    const dampingStep = 0.011;
    const tried = TUNINGS.filter((tuning) => {
      const otherFrequency = Math.abs(tuning.frequency - PASSIVE_TUNING.frequency) / frequencyStep;
      const otherDamping = Math.abs(tuning.dampingRatio - PASSIVE_TUNING.dampingRatio) / dampingStep;
      return Math.max(otherFrequency, otherDamping) < 1 && Math.min(otherFrequency, otherDamping) < 1e-9;
    });
    expect(tried.length).toBe(4);
    expect(best(tried, score)).toEqual(PASSIVE_TUNING);
    expect(score(PASSIVE_TUNING)).toBeLessThan(0.97);
  });
});
