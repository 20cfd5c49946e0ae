import { meanOf } from '../numerics/mean';
import { quantilesOf } from '../numerics/quantile';
import { bootstrapDraws, TAIL } from './bootstrapDraws';
import type { Estimate } from './statistics';

/**
 * Scores of runs that differ in the seed alone, `[run][test]`, as `rliable` takes them (Agarwal et al. 2021, "Deep
 * Reinforcement Learning at the Edge of the Statistical Precipice"): the same tests of each run, in the same order.
 */
export type Scores = readonly (readonly number[])[];

export interface SeedSummary {
  readonly runs: number;
  /** Of all scores, with the interval that `rliable` gives it. */
  readonly mean: Estimate;
  /** Interquartile mean: of all scores without the lowest and the highest quarter. */
  readonly iqm: Estimate;
}

/** What is cut off at each end. */
const CUT = 0.25;

/** `rliable`'s `aggregate_mean` and `aggregate_iqm` with their 95 % intervals. */
export function summariseSeeds(scores: Scores): SeedSummary {
  const replicates = stratifiedResamples(scores);
  const estimate = (cut: number): Estimate => {
    const drawn = replicates.map((all) => trimmedMean(all, cut));
    const value = trimmedMean(scores.flat(), cut);
    const [low, high] = quantilesOf(drawn, [TAIL, 1 - TAIL]);
    return { value, low, high };
  };
  return { runs: scores.length, mean: estimate(0), iqm: estimate(CUT) };
}

/** A sample's quartiles and its median. */
export function quartiles(sample: readonly number[]) {
  const [low, median, high] = quantilesOf(sample, [0.25, 0.5, 0.75]);
  return { low, median, high };
}

/**
 * Mean of what is left when a part of the sample, rounded down to whole values, is cut off at each end: SciPy's
 * `stats.trim_mean`.
 *
 * @param cut part at each end, below 0.5
 */
export function trimmedMean(sample: ArrayLike<number>, cut: number): number {
  const sorted = Float64Array.from(sample).sort();
  const dropped = Math.floor(cut * sorted.length);
  const kept = sorted.subarray(dropped, sorted.length - dropped);
  return meanOf(kept);
}

/**
 * Resamples for `rliable`'s stratified bootstrap: each draws, test by test, as many runs with replacement as there are. The
 * interval of a statistic is that of its percentiles over them. It says how much other seeds would change the statistic; with
 * few runs it covers less than it says (docs/evaluation.md).
 */
function stratifiedResamples(scores: Scores): readonly Float64Array[] {
  const tests = scores[0].length;
  return bootstrapDraws(scores.length * tests, scores.length).map((runs) =>
    Float64Array.from(runs, (run, i) => scores[run][i % tests]),
  );
}
