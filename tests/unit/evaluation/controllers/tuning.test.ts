import { describe, expect, test } from 'vitest';
import { best, forceWeights, lqrScore, passiveScore } from '../../../../src/evaluation/controllers/tuning';
import { suspensionOf } from '../../../../src/evaluation/controllers/passiveDamper';
import { lqrForceWeight, passiveTuning } from '../../../../src/evaluation/knownFigures';
import { Pace } from '../../../../src/evaluation/pace';
import { EVALUATED, V9_TUNINGS } from '../../../../tools/figures/evaluated';
import { expectClose } from '../../../support/expectClose';
import { V9 } from '../../../support/v9Building';

const { task, cases } = EVALUATED;
const pace = new Pace(new AbortController().signal);
const FORCE_WEIGHTS = forceWeights(V9);

/** Positions next to a stored one. The whole grid is what `node tools/figures/run.mjs tuneControllers` goes through. */
function withNeighbours(weight: number): number[] {
  const index = FORCE_WEIGHTS.findIndex((candidate) => Math.abs(candidate / weight - 1) < 1e-9);
  expect(index).toBeGreaterThan(0);
  return FORCE_WEIGHTS.slice(index - 1, index + 2);
}

test('the best candidate has the smallest score, and is the first of equals', async () => {
  expect(await best([3, -2, 2, 5], (value) => value ** 2, pace)).toBe(-2);
});

describe('the stored force weight', () => {
  test('for M4.5 at 50 kN is the best of the whole grid', async () => {
    const found = await best(FORCE_WEIGHTS, (weight) => lqrScore(task, 'M4.5', 50_000, weight), pace);
    expectClose(await lqrForceWeight({ ...task, magnitude: 'M4.5', force_limit_kN: 50 }, pace), found);
  });

  test.each(cases)('for $magnitude at $force_limit_kN kN beats its neighbours', async (known) => {
    const weight = await lqrForceWeight({ ...task, ...known }, pace);
    const score = (candidate: number) =>
      lqrScore(task, known.magnitude, 1000 * known.force_limit_kN, candidate);
    expectClose(await best(withNeighbours(weight), score, pace), weight);
  });

  test('is searched for where none is stored', async () => {
    const other = { ...task, magnitude: 'M4.5', force_limit_kN: 60 } as const;
    const weight = await lqrForceWeight(other, pace);
    const score = (tried: number) => lqrScore(task, 'M4.5', 60_000, tried);
    expect(await best(withNeighbours(weight), score, pace)).toBe(weight);
  });
});

describe('the passive damper', () => {
  test('has the stiffness and the dashpot of its tuning', () => {
    const { stiffness, damping } = suspensionOf(V9, { frequency: 0.5, dampingRatio: 0.1 });
    expectClose(stiffness, 4000 * Math.PI ** 2);
    expectClose(damping, 2 * 0.1 * Math.sqrt(stiffness * 4000));
  });

  test('is tuned better than next to it, and better than it came', async () => {
    const tuned = await passiveTuning(task, pace);
    const score = passiveScore(task);
    const frequencyStep = 0.003;
    const dampingStep = 0.011;
    const tried = V9_TUNINGS.filter((tuning) => {
      const otherFrequency = Math.abs(tuning.frequency - tuned.frequency) / frequencyStep;
      const otherDamping = Math.abs(tuning.dampingRatio - tuned.dampingRatio) / dampingStep;
      return Math.max(otherFrequency, otherDamping) < 1 && Math.min(otherFrequency, otherDamping) < 1e-9;
    });
    expect(tried.length).toBe(4);
    expect(await best(tried, score, pace)).toEqual(tuned);
    expect(score(tuned)).toBeLessThan(0.97);
  });
});
