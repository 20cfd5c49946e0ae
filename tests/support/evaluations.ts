import type { ResponseMetrics } from '../../src/building/responseMetrics';
import { byFirstMetric } from '../../src/evaluation/metricNames';
import type { FinalEvaluation, Responses, StageEvaluation } from '../../src/evaluation/stageEvaluation';
import { byController, toResponses } from '../../src/evaluation/stageEvaluation';

const METRICS: ResponseMetrics = {
  peakRoofDisplacement: 0.2,
  rmsRoofDisplacement: 0.05,
  peakStoreyDrift: 0.03,
  driftConcentrationRatio: 1.5,
  peakForce: 50_000,
  meanForce: 20_000,
  rmsForce: 30_000,
  controlEnergy: 8000,
  peakStroke: 1.25,
  peakRoofVelocity: 0.25,
  peakDriftRatio: 0.01,
  rmsDriftRatio: 0.0025,
  peakFloorAcceleration: 2,
  rmsFloorAcceleration: 0.5,
  peakBaseShear: 4e6,
  rmsBaseShear: 1e6,
  baseShearPerWeight: 0.2,
  forcePerWeight: 0.0025,
  peakControlPower: 60_000,
  meanControlPower: 400,
};

const EPISODES = [-3.5, -4.25, -5].map((r) => ({ r, l: 1000 }));

/** Three records with peaks of `peaks` m; whatever else was measured is the same everywhere. */
function responsesWith(peaks: readonly number[]) {
  return toResponses(peaks.map((peakRoofDisplacement) => ({ ...METRICS, peakRoofDisplacement })));
}

/** An evaluation of stage 1 without a simulation behind it. */
export function exampleEvaluation(changes: Partial<StageEvaluation> = {}): StageEvaluation {
  return {
    stage: 1,
    magnitude: 'M4.5',
    force_limit_kN: 50,
    weight_N: 2e7,
    records: ['first', 'second', 'third'],
    responses: {
      uncontrolled: responsesWith([0.2, 0.3, 0.5]),
      passive: responsesWith([0.21, 0.29, 0.48]),
      lqr: responsesWith([0.16, 0.24, 0.36]),
      ppo: responsesWith([0.15, 0.225, 0.375]),
    },
    smallestPeaks: [0.1, 0.15, 0.25],
    ...changes,
  };
}

export function exampleFinalEvaluation(): FinalEvaluation {
  return {
    stages: [
      exampleEvaluation({ stage: null, force_limit_kN: 150, episodes: EPISODES, smallestPeaks: null }),
    ],
    robustness: [
      {
        condition: 'latency',
        magnitude: 'M4.5',
        force_limit_kN: 150,
        peaks: { lqr: [0.25, 0.37], ppo: [0.24, 0.4] },
      },
    ],
  };
}

/** The same as a checkpoint has it that was written before engineers' figures were measured. */
export function olderEvaluation(changes: Partial<StageEvaluation> = {}): StageEvaluation {
  const { weight_N, ...rest } = exampleEvaluation(changes);
  void weight_N;
  const firstOnly = (responses: Responses) => byFirstMetric((metric) => responses[metric]);
  return {
    ...rest,
    responses: byController((controller) => firstOnly(rest.responses[controller])),
    ...(rest.ownRecords && {
      ownRecords: {
        ...rest.ownRecords,
        responses: {
          uncontrolled: firstOnly(rest.ownRecords.responses.uncontrolled),
          ppo: firstOnly(rest.ownRecords.responses.ppo),
        },
      },
    }),
  };
}
