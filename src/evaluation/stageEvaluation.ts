import type { ResponseMetrics } from '../building/responseMetrics';
import type { StageNumber } from '../curriculum/settings';
import type { Magnitude } from '../groundMotion/synthetic';
import type { Episode } from '../ppo/runnerState';

/** What is compared, from the least to the most that it can do. */
export const CONTROLLERS = ['uncontrolled', 'passive', 'lqr', 'ppo'] as const;
export type ControllerName = (typeof CONTROLLERS)[number];

export type MetricName = keyof ResponseMetrics;

/** How a building came through several earthquakes: one number for each record, in the records' order. */
export type Responses = Readonly<Record<MetricName, readonly number[]>>;

/** The deterministic policy beside other controllers on held-out records of one magnitude, at one force limit. */
export interface StageEvaluation {
  /** The stage whose end it belongs to; null: the final evaluation. */
  readonly stage: StageNumber | null;
  readonly magnitude: Magnitude;
  readonly force_limit_kN: number;
  /** Names: first the record that a stage reports by itself, then the sample for means and intervals. */
  readonly records: readonly string[];
  readonly responses: Readonly<Record<ControllerName, Responses>>;
  /** What the policy earned, by record; absent in checkpoints from before it was kept. */
  readonly episodes?: readonly Episode[] | undefined;
  /**
   * Smallest peak roof displacement that any force within the limit gives, with the record known in advance, m; null
   * where it is not known.
   */
  readonly smallestPeaks: readonly number[] | null;
  /** The user's own held-out records, under the same limit; absent where there are none. */
  readonly ownRecords?: OwnEvaluation | undefined;
}

/** The policy on the user's own held-out records, beside no control. */
export interface OwnEvaluation {
  readonly records: readonly string[];
  readonly responses: Readonly<Record<'uncontrolled' | 'ppo', Responses>>;
}

/** One kind of imperfection, or all of them, on one magnitude: only the peaks are kept. */
export interface RobustnessEvaluation {
  /** Name of one of the `ROBUSTNESS_CONDITIONS`. */
  readonly condition: string;
  readonly magnitude: Magnitude;
  readonly force_limit_kN: number;
  /** Peak roof displacement, m, by record of the sample; older checkpoints have its first eight. */
  readonly peaks: Readonly<Record<'lqr' | 'ppo', readonly number[]>>;
}

/** How the final policy does on every magnitude. */
export interface FinalEvaluation {
  readonly stages: readonly StageEvaluation[];
  readonly robustness: readonly RobustnessEvaluation[];
}

/** The record that a stage reports by itself. */
export function firstResponse({ responses }: StageEvaluation, controller: ControllerName): ResponseMetrics {
  const columns = responses[controller];
  return {
    peakRoofDisplacement: columns.peakRoofDisplacement[0],
    rmsRoofDisplacement: columns.rmsRoofDisplacement[0],
    peakStoreyDrift: columns.peakStoreyDrift[0],
    driftConcentrationRatio: columns.driftConcentrationRatio[0],
    peakForce: columns.peakForce[0],
    meanForce: columns.meanForce[0],
    rmsForce: columns.rmsForce[0],
    controlEnergy: columns.controlEnergy[0],
    peakStroke: columns.peakStroke[0],
  };
}

export function toResponses(metrics: readonly ResponseMetrics[]): Responses {
  const column = (name: MetricName) => metrics.map((row) => row[name]);
  return {
    peakRoofDisplacement: column('peakRoofDisplacement'),
    rmsRoofDisplacement: column('rmsRoofDisplacement'),
    peakStoreyDrift: column('peakStoreyDrift'),
    driftConcentrationRatio: column('driftConcentrationRatio'),
    peakForce: column('peakForce'),
    meanForce: column('meanForce'),
    rmsForce: column('rmsForce'),
    controlEnergy: column('controlEnergy'),
    peakStroke: column('peakStroke'),
  };
}

/** The records beside the first: what means and intervals are taken over. Where there is but one, it is all there is. */
export function sampleOf<Value>(values: readonly Value[]): readonly Value[] {
  return values.length > 1 ? values.slice(1) : values;
}
