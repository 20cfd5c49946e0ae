import { meanOf } from '../numerics/mean';
import type { SeedSummary } from './seedStatistics';
import { summariseSeeds } from './seedStatistics';
import type { StageEvaluation } from './stageEvaluation';
import { sampleOf } from './stageEvaluation';

/** One test that all runs have met: what each makes of it, and what they make of it together. */
export interface SeedTest extends Pick<StageEvaluation, 'stage' | 'magnitude' | 'force_limit_kN'> {
  /** Of the sample that the means are taken over. */
  readonly records: number;
  /** Mean peak roof displacement by run, m. */
  readonly peaks: readonly number[];
  readonly summary: SeedSummary;
  /** The same mean of the uncontrolled building and of the regulator, m. */
  readonly uncontrolled: number;
  readonly lqr: number;
}

/** Runs that differ in the seed on the held-out records. */
export interface SeedComparison {
  readonly tests: readonly SeedTest[];
  /**
   * Over all tests, of the mean peaks as parts of the uncontrolled building's: `rliable` takes normalised scores, so that a
   * test with large values does not count for more.
   */
  readonly overall: SeedSummary;
}

/**
 * Compares the same evaluations of several runs.
 *
 * @param runs evaluations of each run
 * @returns null where there is no test that two runs or more have all met
 */
export function compareSeeds(runs: readonly (readonly StageEvaluation[])[]): SeedComparison | null {
  const [first = [], ...others] = runs;
  if (others.length === 0) return null;
  const common = first.flatMap((evaluation) => {
    const same = others.map((of) => of.find((candidate) => keyOf(candidate) === keyOf(evaluation)));
    const met = same.filter((candidate) => candidate !== undefined);
    return met.length === others.length ? [[evaluation, ...met]] : [];
  });
  if (common.length === 0) return null;
  const tests = common.map(testOf);
  const scores = runs.map((_, run) => tests.map(({ peaks, uncontrolled }) => peaks[run] / uncontrolled));
  return { tests, overall: summariseSeeds(scores) };
}

/** Two evaluations with the same are the same test: so many records, of the same names, under the same limits. */
function keyOf({ stage, magnitude, force_limit_kN, stroke_limit_m, records }: StageEvaluation): string {
  return JSON.stringify([stage, magnitude, force_limit_kN, stroke_limit_m ?? null, records]);
}

function testOf(evaluations: readonly StageEvaluation[]): SeedTest {
  const [first] = evaluations;
  const { stage, magnitude, force_limit_kN, records } = first;
  const peaks = evaluations.map((evaluation) => meanPeak(evaluation, 'ppo'));
  return {
    stage,
    magnitude,
    force_limit_kN,
    records: sampleOf(records).length,
    peaks,
    summary: summariseSeeds(peaks.map((peak) => [peak])),
    uncontrolled: meanPeak(first, 'uncontrolled'),
    lqr: meanPeak(first, 'lqr'),
  };
}

/** m */
function meanPeak({ responses }: StageEvaluation, controller: 'ppo' | 'uncontrolled' | 'lqr'): number {
  return meanOf(sampleOf(responses[controller].peakRoofDisplacement));
}
