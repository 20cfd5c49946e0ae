import { describe, expect, test } from 'vitest';
import { byValidation } from '../../../src/evaluation/chosenRun';
import { compareSeeds } from '../../../src/evaluation/seedComparison';
import { summariseSeeds, trimmedMean } from '../../../src/evaluation/seedStatistics';
import type { StageEvaluation } from '../../../src/evaluation/stageEvaluation';
import { PURPOSE, RandomStream } from '../../../src/random/stream';
import { exampleEvaluation } from '../../support/evaluations';
import { expectClose } from '../../support/expectClose';

/** Five runs on four tests. */
const SCORES = [
  [0.81, 0.872, 0.9051, 0.951],
  [0.8, 0.861, 0.911, 0.948],
  [0.823, 0.87, 0.899, 0.957],
  [0.79, 0.883, 0.93, 0.944],
  [0.815, 0.866, 0.9, 0.953],
];

describe('the trimmed mean', () => {
  // scipy.stats.trim_mean(sample, 0.25) of SciPy 1.17.1.
  test.each([
    ['three values, of which none is cut', [3, 1, 2], 2],
    ['four, of which one is cut at each end', [5, 1, 9, 2], 3.5],
    ['five: 1.25 is rounded down', [5, 1, 9, 2, 100], 5.333333333333333],
    ['seven: 1.75 is rounded down', [4, 8, 15, 16, 23, 42, 7], 13.8],
    ['nine, with ties and an outlier', [10, 2, 38, 23, 38, 23, 21, -100, 4], 16.2],
  ])('is that of SciPy: %s', (_, sample, expected) => {
    expectClose(trimmedMean(sample, 0.25), expected);
  });

  test('without a cut is the mean', () => {
    expectClose(trimmedMean([4, 8, 15, 16, 23, 42], 0), 18);
  });
});

describe('the summary of seeds', () => {
  /*
   * rliable 1.2.0 with arch 7.2: metrics.aggregate_iqm and aggregate_mean of these scores, and library.get_interval_estimates
   * with reps=50000 and random_state=RandomState(7). Its resamples are random: another draw moves an end by a little.
   */
  test.each([
    [
      'five runs on four tests',
      SCORES,
      { value: 0.88971, low: 0.88431, high: 0.89601 },
      { value: 0.884405, low: 0.880505, high: 0.888505 },
    ],
    [
      'five runs on one test',
      SCORES.map(([first]) => [first]),
      { value: 0.808333333333, low: 0.793333333333, high: 0.820333333333 },
      { value: 0.8076, low: 0.797, high: 0.8172 },
    ],
  ])('is that of rliable: %s', (_, scores, iqm, mean) => {
    const summary = summariseSeeds(scores);
    expect(summary.runs).toBe(5);
    for (const [ours, theirs] of [
      [summary.iqm, iqm],
      [summary.mean, mean],
    ]) {
      expectClose(ours.value, theirs.value);
      const width = theirs.high - theirs.low;
      expect(Math.abs(ours.low - theirs.low)).toBeLessThan(0.06 * width);
      expect(Math.abs(ours.high - theirs.high)).toBeLessThan(0.06 * width);
    }
  });

  test('is stratified: what tests differ by does not widen it', () => {
    const flat = SCORES.map((run) => run.map((score, test) => score - 0.04 * test));
    const apart = SCORES.map((run) => run.map((score, test) => score + 10 * test));
    const width = ({ low, high }: { low: number; high: number }) => high - low;
    expectClose(width(summariseSeeds(apart).mean), width(summariseSeeds(flat).mean), 1e-9);
  });

  test('is the same every time', () => {
    expect(summariseSeeds(SCORES)).toEqual(summariseSeeds(SCORES.map((run) => [...run])));
  });
});

/** Part of `trials` series of so many runs whose interval for the interquartile mean has the true one in it. */
function coverage(runs: number, tests: number, trials: number): number {
  const random = new RandomStream(6, runs, PURPOSE.exploration);
  const covered = Array.from({ length: trials }, (_, trial) => {
    const scores = Array.from({ length: runs }, (__, run) =>
      Array.from({ length: tests }, (___, test) => 0.9 + 0.02 * random.normal(trial, tests * run + test)),
    );
    const { low, high } = summariseSeeds(scores).iqm;
    return low <= 0.9 && 0.9 <= high;
  });
  return covered.filter(Boolean).length / trials;
}

// What docs/evaluation.md says of it: the definition is rliable's, and so is what it covers.
test.each([
  [3, 0.79, 0.91],
  [8, 0.87, 0.95],
])('with %i runs on four tests, its interval covers less than 95 %%', (runs, low, high) => {
  const covered = coverage(runs, 4, 400);

  expect(covered).toBeGreaterThan(low);
  expect(covered).toBeLessThan(high);
});

describe('the comparison of seeds', () => {
  const withPeaks = (peaks: readonly number[], changes: Partial<StageEvaluation> = {}) => {
    const evaluation = exampleEvaluation(changes);
    const ppo = { ...evaluation.responses.ppo, peakRoofDisplacement: peaks };
    return { ...evaluation, responses: { ...evaluation.responses, ppo } };
  };
  const second = { stage: 2, magnitude: 'M5.7', force_limit_kN: 100 } as const;

  test('takes the tests that all have met, and normalises by the uncontrolled building', () => {
    const seeds = compareSeeds([
      [withPeaks([0.1, 0.2, 0.4]), withPeaks([0.1, 0.3, 0.3], second)],
      [withPeaks([0.1, 0.2, 0.2])],
    ]);
    expect(seeds?.tests).toHaveLength(1);
    const [test] = seeds?.tests ?? [];
    expect(test).toMatchObject({ stage: 1, magnitude: 'M4.5', force_limit_kN: 50, records: 2 });
    expectClose(test.peaks[0], 0.3);
    expectClose(test.peaks[1], 0.2);
    expectClose(test.summary.mean.value, 0.25);
    // The sample is all but the first record: 0.3 and 0.5 m.
    expectClose(test.uncontrolled, 0.4);
    expectClose(test.lqr, 0.3);
    expectClose(seeds?.overall.mean.value ?? NaN, 0.625);
  });

  test('does not compare what was measured on other records', () => {
    const other = withPeaks([0.1, 0.2, 0.2], { records: ['first', 'second', 'fourth'] });
    expect(compareSeeds([[withPeaks([0.1, 0.2, 0.4])], [other]])).toBeNull();
    const limited = withPeaks([0.1, 0.2, 0.4], { stroke_limit_m: 1.5 });
    expect(compareSeeds([[withPeaks([0.1, 0.2, 0.4])], [limited]])).toBeNull();
    expect(compareSeeds([[limited], [limited]])?.tests).toHaveLength(1);
    expect(compareSeeds([[withPeaks([0.1, 0.2, 0.4])]])).toBeNull();
    expect(compareSeeds([])).toBeNull();
  });
});

describe('the choice by validation', () => {
  const validations = (...peaks: number[]) => new Map(peaks.map((peak, i) => [i + 1, peak]));

  test('is the smallest mean of relative peaks, whatever the sizes of the stages are', () => {
    const ranking = byValidation([
      { run: 'a', validations: validations(0.1, 0.3, 2, 4) },
      // Half a metre better in the last stage, and a third worse in the first.
      { run: 'b', validations: validations(0.15, 0.3, 2, 3.5) },
      { run: 'c', validations: validations(0.1, 0.3, 2, 3.9) },
    ]);
    expect(ranking.map(({ run }) => run)).toEqual(['c', 'a', 'b']);
    expectClose(
      ranking.reduce((sum, { score }) => sum + score, 0),
      3,
    );
  });

  test('is of runs that were validated in all stages alone', () => {
    const ranking = byValidation([
      { run: 'a', validations: null },
      { run: 'b', validations: validations(0.1, 0.2, 0.3) },
      { run: 'c', validations: validations(1, 2, 3, 4) },
    ]);
    expect(ranking).toEqual([{ run: 'c', score: 1 }]);
    expect(byValidation([])).toEqual([]);
  });
});
