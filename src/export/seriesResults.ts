import type { Candidate } from '../evaluation/chosenRun';
import { byValidation } from '../evaluation/chosenRun';
import type { SeedComparison } from '../evaluation/seedComparison';
import { compareSeeds } from '../evaluation/seedComparison';
import type { SeedSummary } from '../evaluation/seedStatistics';
import type { FinalEvaluation, StageEvaluation } from '../evaluation/stageEvaluation';

/** A complete run of several that differ in the seed. */
export interface SeriesRun extends Candidate {
  readonly seed: number;
  /** Its final model's zip. */
  readonly checkpoint: string;
  readonly sha256: string;
  readonly evaluations: readonly StageEvaluation[];
  readonly final: FinalEvaluation | null;
}

/** `seeds.json`: runs that differ in the seed, together. Units are part of the names. */
export function seriesResults(runs: readonly SeriesRun[]) {
  const ranking = byValidation(runs);
  const [chosen = null] = ranking;
  return {
    schema_version: 1,
    runs: runs.map(({ run, seed, checkpoint, sha256 }) => ({
      run,
      seed,
      checkpoint,
      checkpoint_sha256: sha256,
      validation_score: ranking.find((validated) => validated.run === run)?.score ?? null,
    })),
    /** The best by validation; null: no run was validated in all stages. */
    chosen: chosen && { run: chosen.run, by: 'validation' as const },
    /** After each stage, at its force limit. */
    held_out: comparison(compareSeeds(runs.map(({ evaluations }) => evaluations))),
    /** The final models on every magnitude. */
    final: comparison(compareSeeds(runs.map(({ final }) => final?.stages ?? []))),
  };
}

export type SeriesResults = ReturnType<typeof seriesResults>;

function comparison(seeds: SeedComparison | null) {
  return (
    seeds && {
      tests: seeds.tests.map(({ stage, magnitude, force_limit_kN, records, peaks, summary, ...others }) => ({
        stage,
        magnitude,
        force_limit_kN,
        records,
        /** In the order of `runs`. */
        mean_peak_roof_displacement_m: [...peaks],
        ...estimates(summary),
        uncontrolled_mean_peak_m: others.uncontrolled,
        lqr_mean_peak_m: others.lqr,
      })),
      relative_to_uncontrolled: estimates(seeds.overall),
    }
  );
}

function estimates({ mean, iqm }: SeedSummary) {
  return { mean, interquartile_mean: iqm };
}
