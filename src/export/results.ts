import { causalPeakMean, causalPeaks } from '../evaluation/causalPeaks';
import { byCriterion, criterionOf } from '../evaluation/criteria';
import { firstWithUnits, laterWithUnits } from '../evaluation/metricNames';
import { ROBUSTNESS_CONDITIONS } from '../evaluation/robustnessConditions';
import { episodeStatistics } from '../evaluation/episodeStatistics';
import type {
  ControllerName,
  FinalEvaluation,
  OwnEvaluation,
  Responses,
  RobustnessEvaluation,
  StageEvaluation,
} from '../evaluation/stageEvaluation';
import { byController, sampleOf } from '../evaluation/stageEvaluation';
import type { Estimate } from '../evaluation/statistics';
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
  const { episodes = [], weight_N } = evaluation;
  const ofController = (controller: ControllerName) => ({
    per_record: perRecordOf(responses[controller]),
    mean: {
      ...firstWithUnits((metric) => metricMean(evaluation, controller, metric)),
      ...laterWithUnits((metric) => metricMean(evaluation, controller, metric)),
    },
    worst: worstOf(evaluation, controller),
    records_within_stroke_limit: withinOf(evaluation, controller),
    criteria: controller === 'uncontrolled' ? null : criteriaOf(evaluation, controller),
  });
  return {
    stage,
    magnitude,
    force_limit_kN,
    stroke_limit_m: evaluation.stroke_limit_m ?? null,
    is_deterministic: true,
    building_weight_N: weight_N ?? null,
    records: [...records],
    controllers: byController(ofController),
    policy_return: returnStatistics(sampleOf(episodes)),
    own_records: ownRecords ? ownResults(ownRecords) : null,
    best_known_causal_peak_m: stored(causalPeaks(evaluation), causalPeakMean(evaluation)),
    smallest_possible_peak_m: stored(smallestPeaks, smallestPeakMean(evaluation)),
    paired: PAIRS.map((pair) => ({
      ...pair,
      mean_difference: {
        ...firstWithUnits((metric) => pairedDifference(evaluation, pair, metric)),
        ...laterWithUnits((metric) => pairedDifference(evaluation, pair, metric)),
      },
      relative_change_of_mean_peak: pairedChange(evaluation, pair, 'peakRoofDisplacement'),
      records_with_smaller_peak: { count: recordsBelow(evaluation, pair), of: sampleSize(evaluation) },
    })),
  };
}

/** Peaks that are not measured but known; null where they are not. */
function stored(perRecord: readonly number[] | null, mean: Estimate | null) {
  return perRecord && mean && { per_record: [...perRecord], mean };
}

function perRecordOf(responses: Responses) {
  return {
    ...firstWithUnits((metric) => [...responses[metric]]),
    ...laterWithUnits((metric) => {
      const values = responses[metric];
      return values ? [...values] : null;
    }),
  };
}

function criteriaOf(evaluation: StageEvaluation, controller: ControllerName) {
  return byCriterion((name) => {
    const criterion = criterionOf(evaluation, controller, name);
    if (!criterion) return null;
    const { perRecord, mean, largest } = criterion;
    return { per_record: [...perRecord], mean, max: largest };
  });
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
    uncontrolled: perRecordOf(responses.uncontrolled),
    ppo: perRecordOf(responses.ppo),
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
