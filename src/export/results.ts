import { withUnits } from '../evaluation/metricNames';
import { ROBUSTNESS_CONDITIONS } from '../evaluation/robustness';
import { episodeStatistics } from '../evaluation/episodeStatistics';
import type {
  ControllerName,
  FinalEvaluation,
  OwnEvaluation,
  RobustnessEvaluation,
  StageEvaluation,
} from '../evaluation/stageEvaluation';
import { byController, sampleOf } from '../evaluation/stageEvaluation';
import { meanEstimate } from '../evaluation/statistics';
import {
  metricMean,
  pairedChange,
  pairedDifference,
  PAIRS,
  recordsBelow,
  sampleSize,
  smallestPeakMean,
  strokeUse,
  worstRecord,
} from '../evaluation/summary';
import type { ExportedModel } from './exportedModel';
import type { HeldOutResults, Results } from './resultsSchema';

/** `results.json`: what was measured of the model. */
export function results({ fileName, sha256, state, training }: ExportedModel): Results {
  const final = training?.finalEvaluation ?? null;
  return {
    schema_version: 3,
    checkpoint: fileName,
    checkpoint_sha256: sha256,
    num_timesteps: state.counters.numTimesteps,
    ...(training?.settings.building && { building: training.settings.building.name }),
    training_return: returnStatistics(state.episodes),
    held_out: (training?.evaluations ?? []).map(heldOut),
    final: final && finalResults(final),
  };
}

/** Mean and spread of what some episodes earned; null: there are none. */
export function returnStatistics(episodes: ExportedModel['state']['episodes']) {
  if (episodes.length === 0) return null;
  const { meanReward, stdReward } = episodeStatistics(episodes);
  return { mean_reward: meanReward, std_reward: stdReward, n_episodes: episodes.length };
}

function finalResults({ stages, robustness }: FinalEvaluation): NonNullable<Results['final']> {
  return {
    held_out: stages.map(heldOut),
    conditions: ROBUSTNESS_CONDITIONS.map(({ name, randomisation }) => ({
      name,
      actuator_noise_std: randomisation.actuator_noise_std,
      latency_steps: randomisation.latency_steps,
      sensor_noise_std: randomisation.sensor_noise_std,
      sensor_dropout: randomisation.sensor_dropout,
    })),
    robustness: robustness.map(robustnessResults),
  };
}

function heldOut(evaluation: StageEvaluation): HeldOutResults {
  const { stage, magnitude, force_limit_kN, records, responses, smallestPeaks, ownRecords } = evaluation;
  const { episodes = [] } = evaluation;
  const ofController = (controller: ControllerName) => ({
    per_record: withUnits((metric) => [...responses[controller][metric]]),
    mean: withUnits((metric) => metricMean(evaluation, controller, metric)),
    worst: worstOf(evaluation, controller),
    records_within_stroke_limit: withinOf(evaluation, controller),
  });
  const smallestMean = smallestPeakMean(evaluation);
  return {
    stage,
    magnitude,
    force_limit_kN,
    stroke_limit_m: evaluation.stroke_limit_m ?? null,
    is_deterministic: true,
    records: [...records],
    controllers: byController(ofController),
    policy_return: returnStatistics(sampleOf(episodes)),
    own_records: ownRecords ? ownResults(ownRecords) : null,
    smallest_possible_peak_m: smallestPeaks &&
      smallestMean && { per_record: [...smallestPeaks], mean: smallestMean },
    paired: PAIRS.map((pair) => ({
      ...pair,
      mean_difference: withUnits((metric) => pairedDifference(evaluation, pair, metric)),
      relative_change_of_mean_peak: pairedChange(evaluation, pair, 'peakRoofDisplacement'),
      records_with_smaller_peak: { count: recordsBelow(evaluation, pair), of: sampleSize(evaluation) },
    })),
  };
}

function worstOf(evaluation: StageEvaluation, controller: ControllerName) {
  const { record, peak } = worstRecord(evaluation, controller);
  return { record, peak_roof_displacement_m: peak };
}

function withinOf(evaluation: StageEvaluation, controller: ControllerName) {
  const use = strokeUse(evaluation, controller);
  return use && { count: use.within, of: use.of };
}

function ownResults({ records, responses }: OwnEvaluation): NonNullable<HeldOutResults['own_records']> {
  return {
    records: [...records],
    uncontrolled: withUnits((metric) => [...responses.uncontrolled[metric]]),
    ppo: withUnits((metric) => [...responses.ppo[metric]]),
  };
}

function robustnessResults({ condition, magnitude, force_limit_kN, peaks }: RobustnessEvaluation) {
  return {
    condition,
    magnitude,
    force_limit_kN,
    is_deterministic: true as const,
    peak_roof_displacement_m: { lqr: [...peaks.lqr], ppo: [...peaks.ppo] },
    mean: { lqr: meanEstimate(peaks.lqr), ppo: meanEstimate(peaks.ppo) },
  };
}
