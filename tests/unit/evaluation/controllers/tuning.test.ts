import { describe, expect, test } from 'vitest';
import {
  best,
  bestLqrWeights,
  forceWeights,
  lqrScore,
  passiveScore,
} from '../../../../src/evaluation/controllers/tuning';
import type { RegulatorTask } from '../../../../src/evaluation/controllers/tuning';
import { suspensionOf } from '../../../../src/evaluation/controllers/passiveDamper';
import { lqrWeights, passiveTuning } from '../../../../src/evaluation/knownFigures';
import { Pace } from '../../../../src/evaluation/pace';
import { readLimitedPeak } from '../../../../src/evaluation/strokeLimit';
import { EVALUATED, V9_TUNINGS } from '../../../../tools/figures/evaluated';
import { expectClose } from '../../../support/expectClose';
import { V9 } from '../../../support/v9Building';

const { task, cases, limitedCases } = EVALUATED;
const pace = new Pace(new AbortController().signal);
const FORCE_WEIGHTS = forceWeights(V9);

/** The score of a force weight alone. */
function scoreOf(task: RegulatorTask) {
  return (force: number) => lqrScore(task, { force, stroke: 0 });
}

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
    const usual = { ...task, magnitude: 'M4.5', force_limit_kN: 50, stroke_limit_m: null } as const;
    const found = await best(FORCE_WEIGHTS, scoreOf(usual), pace);
    expectClose((await lqrWeights(usual, pace)).force, found);
  });

  test.each(cases)('for $magnitude at $force_limit_kN kN beats its neighbours', async (known) => {
    const free = { ...task, ...known, stroke_limit_m: null };
    const { force, stroke } = await lqrWeights(free, pace);
    expect(stroke).toBe(0);
    expectClose(await best(withNeighbours(force), scoreOf(free), pace), force);
  });

  test('is searched for where none is stored', async () => {
    const other = { ...task, magnitude: 'M4.5', force_limit_kN: 60, stroke_limit_m: null } as const;
    const { force } = await lqrWeights(other, pace);
    expect(await best(withNeighbours(force), scoreOf(other), pace)).toBe(force);
  });
});

describe('under a limit of the stroke', () => {
  const limited = { ...task, magnitude: 'M4.5', force_limit_kN: 50, stroke_limit_m: 1 } as const;

  test('the regulator keeps it on 19 of 20 training records, and loses less by it than by its force weight alone', async () => {
    const heard: number[] = [];
    const weights = await bestLqrWeights(limited, pace, (fraction) => heard.push(fraction));
    const score = lqrScore(limited, weights);
    expect(readLimitedPeak(score)).toEqual({ meanPeak: score });
    const byForceAlone = await best(FORCE_WEIGHTS, scoreOf(limited), pace);
    expect(score).toBeLessThan(lqrScore(limited, { force: byForceAlone, stroke: 0 }));
    expect(lqrScore(limited, { force: weights.force / 2, stroke: weights.stroke / 2 })).toBeGreaterThan(
      score,
    );
    expect(heard).toEqual(heard.toSorted((a, b) => a - b));
    expect(heard.at(-1)).toBe(1);
  });

  test.each(limitedCases)(
    'its stored weights for $magnitude at $force_limit_kN kN and $stroke_limit_m m keep it, and none next to them is better by a thousandth',
    async (known) => {
      const stored = { ...task, ...known };
      const { force, stroke } = await lqrWeights(stored, pace);
      const score = lqrScore(stored, { force, stroke });
      expect(readLimitedPeak(score)).toEqual({ meanPeak: score });
      const [less, more] = [10 ** (-1 / 16), 10 ** (1 / 16)];
      for (const [a, b] of [
        [less, 1],
        [more, 1],
        [1, less],
        [1, more],
      ]) {
        expect(lqrScore(stored, { force: a * force, stroke: b * stroke })).toBeGreaterThan(0.999 * score);
      }
    },
  );

  test('one that nobody can keep goes to who passes it least', () => {
    const impossible = { ...limited, stroke_limit_m: 0.01 };
    const [loose, tight] = [0, 1].map((stroke) => lqrScore(impossible, { force: 1e-10, stroke }));
    expect(readLimitedPeak(loose)).toHaveProperty('meanExcess');
    expect(tight).toBeLessThan(loose);
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
