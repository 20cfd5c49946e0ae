import type { ResponseMetrics } from '../building/responseMetrics';
import type { RecordEvaluation, StageEvaluation } from '../evaluation/stageEvaluation';
import type { ExportedModel } from './exportedModel';

/** `results.json`: what was measured of the model, with units in the names. */
export function results({ fileName, sha256, state, training }: ExportedModel) {
  return {
    checkpoint: fileName,
    checkpoint_sha256: sha256,
    num_timesteps: state.counters.numTimesteps,
    training_return: trainingReturn(state.episodes),
    held_out: (training?.evaluations ?? []).flatMap(heldOut),
  };
}

/** Mean and spread of the last episodes of the training, with exploration; null: none has ended. */
export function trainingReturn(episodes: ExportedModel['state']['episodes']) {
  if (episodes.length === 0) return null;
  const mean = episodes.reduce((sum, { r }) => sum + r, 0) / episodes.length;
  const variance = episodes.reduce((sum, { r }) => sum + (r - mean) ** 2, 0) / episodes.length;
  return { mean_reward: mean, std_reward: Math.sqrt(variance), n_episodes: episodes.length };
}

/** The user's own records have no magnitude. */
function heldOut({ magnitude, own_records = [], ...builtIn }: StageEvaluation) {
  return [
    { ...recordResults(builtIn), magnitude },
    ...own_records.map((own) => ({ ...recordResults(own), magnitude: null })),
  ];
}

function recordResults({ record, force_limit_kN, controlled, uncontrolled }: RecordEvaluation) {
  return {
    record,
    force_limit_kN,
    is_deterministic: true,
    controlled: withUnits(controlled),
    uncontrolled: withUnits(uncontrolled),
  };
}

function withUnits(metrics: ResponseMetrics) {
  return {
    peak_roof_displacement_m: metrics.peakRoofDisplacement,
    rms_roof_displacement_m: metrics.rmsRoofDisplacement,
    peak_story_drift_m: metrics.peakStoryDrift,
    drift_concentration_ratio: metrics.driftConcentrationRatio,
    peak_force_N: metrics.peakForce,
    mean_force_N: metrics.meanForce,
    rms_force_N: metrics.rmsForce,
  };
}
