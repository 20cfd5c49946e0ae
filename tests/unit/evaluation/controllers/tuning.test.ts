import { describe, expect, test } from 'vitest';
import {
  best,
  bestLqrWeights,
  forceWeights,
  lqrScore,
  passiveScore,
} from '../../../../src/evaluation/controllers/tuning';
import { simulateEpisode } from '../../../../src/environment/simulateEpisode';
import { saturatedLqr } from '../../../../src/evaluation/controllers/saturatedLqr';
import type { LqrWeights } from '../../../../src/evaluation/controllers/saturatedLqr';
import { trainingRecords, validationRecord } from '../../../../src/groundMotion/catalogue';
import { suspensionOf } from '../../../../src/evaluation/controllers/passiveDamper';
import { lqrWeights, passiveTuning } from '../../../../src/evaluation/knownFigures';
import { Pace } from '../../../../src/evaluation/pace';
import { readLimitedPeak } from '../../../../src/evaluation/strokeLimit';
import { EVALUATED, V9_TUNINGS } from '../../../../tools/figures/evaluated';
import { expectClose } from '../../../support/expectClose';
import { V9 } from '../../../support/v9Building';

const { task, cases, limitedCases } = EVALUATED;
const pace = Pace.uninterrupted();
const FORCE_WEIGHTS = forceWeights(V9);

test('the best candidate has the smallest score, and is the first of equals', async () => {
  expect(await best([3, -2, 2, 5], (value) => value ** 2, pace)).toBe(-2);
});

/** A step to each side in each weight, as small as the search's last one. */
function nextTo(weights: LqrWeights): LqrWeights[] {
  return [10 ** (-1 / 16), 10 ** (1 / 16)].flatMap((by) => [
    { ...weights, force: by * weights.force },
    { ...weights, gain: by * weights.gain },
  ]);
}

describe('the regulator of free stroke', () => {
  test.each(cases)(
    'has stored weights for $magnitude at $force_limit_kN kN that beat those next to them',
    async (known) => {
      const free = { ...task, ...known, stroke_limit_m: null };
      const weights = await lqrWeights(free, pace);
      expect(weights.stroke).toBe(0);
      const score = lqrScore(free, weights);
      for (const other of nextTo(weights)) {
        expect(lqrScore(free, other)).toBeGreaterThan(0.999 * score);
      }
    },
  );

  test('has lower peaks than any of full gain, on records that it was not tuned on', async () => {
    const limits = { magnitude: 'M4.5', force_limit_kN: 150 } as const;
    const stored = await lqrWeights({ ...task, ...limits, stroke_limit_m: null }, pace);
    const records = Array.from({ length: 40 }, (_, i) => validationRecord('M4.5', task.spectrum, i));
    const meanPeak = (weights: LqrWeights) => {
      const controller = saturatedLqr(V9, 'newmark', 150_000, weights);
      const of = { building: V9, integrator: 'newmark', forceLimit: 150_000 } as const;
      const peaks = records.map(
        (record) => simulateEpisode(record, of, controller).metrics.peakRoofDisplacement,
      );
      return peaks.reduce((sum, peak) => sum + peak, 0) / peaks.length;
    };
    const ofFullGain = FORCE_WEIGHTS.map((force) => meanPeak({ force, stroke: 0, gain: 1 }));
    expect(meanPeak(stored)).toBeLessThan(Math.min(...ofFullGain));
  });

  test('is searched for where none is stored, once', async () => {
    const other = { ...task, magnitude: 'M4.5', force_limit_kN: 60, stroke_limit_m: null } as const;
    const heard: number[] = [];
    const found = await lqrWeights(other, pace, (fraction) => heard.push(fraction));
    expect(await lqrWeights(other, pace)).toBe(found);
    const score = lqrScore(other, found);
    for (const next of nextTo(found)) expect(lqrScore(other, next)).toBeGreaterThanOrEqual(score);
    expect(lqrScore(other, { ...found, gain: 1 })).toBeGreaterThan(score);
    expect(heard).toEqual(heard.toSorted((a, b) => a - b));
    expect(heard.at(-1)).toBe(1);
  });

  test('is tuned on as many steps of every magnitude', () => {
    const weights = { force: 1e-13, stroke: 0, gain: 0.3 };
    const limits = { force_limit_kN: 150, stroke_limit_m: null };
    for (const [magnitude, count] of [
      ['M4.5', 100],
      ['M8.4', 17],
    ] as const) {
      const controller = saturatedLqr(V9, 'newmark', 150_000, weights);
      const specification = { building: V9, integrator: 'newmark', forceLimit: 150_000 } as const;
      const peaks = trainingRecords(magnitude, 'clough-penzien', count).map(
        (record) => simulateEpisode(record, specification, controller).metrics.peakRoofDisplacement,
      );
      const mean = peaks.reduce((sum, peak) => sum + peak, 0) / count;
      expectClose(lqrScore({ ...task, ...limits, magnitude }, weights), mean);
    }
  });
});

describe('under a limit of the stroke', () => {
  const limited = { ...task, magnitude: 'M4.5', force_limit_kN: 50, stroke_limit_m: 1 } as const;

  test('the regulator keeps it on 19 of 20 training records, and loses less by it than by its force weight alone', async () => {
    const heard: number[] = [];
    const weights = await bestLqrWeights(limited, pace, (fraction) => heard.push(fraction));
    const score = lqrScore(limited, weights);
    expect(readLimitedPeak(score)).toEqual({ meanPeak: score });
    const byForceAlone = await best(
      FORCE_WEIGHTS,
      (force) => lqrScore(limited, { force, stroke: 0, gain: 1 }),
      pace,
    );
    expect(score).toBeLessThan(lqrScore(limited, { force: byForceAlone, stroke: 0, gain: 1 }));
    expect(
      lqrScore(limited, { ...weights, force: weights.force / 2, stroke: weights.stroke / 2 }),
    ).toBeGreaterThan(score);
    expect(heard).toEqual(heard.toSorted((a, b) => a - b));
    expect(heard.at(-1)).toBe(1);
  });

  test.each(limitedCases)(
    'its stored weights for $magnitude at $force_limit_kN kN and $stroke_limit_m m keep it, and none next to them is better by a thousandth',
    async (known) => {
      const stored = { ...task, ...known };
      const { force, stroke, gain } = await lqrWeights(stored, pace);
      expect(gain).toBe(1);
      const score = lqrScore(stored, { force, stroke, gain });
      expect(readLimitedPeak(score)).toEqual({ meanPeak: score });
      const [less, more] = [10 ** (-1 / 16), 10 ** (1 / 16)];
      for (const [a, b] of [
        [less, 1],
        [more, 1],
        [1, less],
        [1, more],
      ]) {
        expect(lqrScore(stored, { force: a * force, stroke: b * stroke, gain })).toBeGreaterThan(
          0.999 * score,
        );
      }
    },
  );

  test('one that nobody can keep goes to who passes it least', () => {
    const impossible = { ...limited, stroke_limit_m: 0.01 };
    const [loose, tight] = [0, 1].map((stroke) => lqrScore(impossible, { force: 1e-10, stroke, gain: 1 }));
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
