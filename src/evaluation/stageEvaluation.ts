import type { ResponseMetrics } from '../building/responseMetrics';
import type { StageNumber } from '../curriculum/settings';
import type { Magnitude } from '../groundMotion/synthetic';
import type { Episode } from '../ppo/runnerState';
import type { FirstMetric, LaterMetric } from './metricNames';
import { byMetric, LATER_METRICS, METRICS } from './metricNames';

/** What is compared, from the least to the most that it can do. */
export const CONTROLLERS = ['uncontrolled', 'passive', 'lqr', 'ppo'] as const;
export type ControllerName = (typeof CONTROLLERS)[number];

/** What a policy is compared with: all others, the uncontrolled building first. */
export const REFERENCES = CONTROLLERS.filter((name) => name !== 'ppo');
export type ReferenceName = (typeof REFERENCES)[number];

/** Something of each controller. */
export function byController<Value>(
  of: (controller: ControllerName) => Value,
): Record<ControllerName, Value> {
  return Object.fromEntries(CONTROLLERS.map((name) => [name, of(name)])) as Record<ControllerName, Value>;
}

/**
 * How a building came through several earthquakes: one number for each record, in the records' order. What was not measured
 * yet when a checkpoint was written is absent.
 */
export type Responses = Readonly<Record<FirstMetric, readonly number[]>> &
  Readonly<Partial<Record<LaterMetric, readonly number[] | undefined>>>;

/** How a building came through one earthquake, as far as it was measured. */
export type KnownMetrics = Pick<ResponseMetrics, FirstMetric> & Partial<Pick<ResponseMetrics, LaterMetric>>;

/** The deterministic policy beside other controllers on held-out records of one magnitude, at one force limit. */
export interface StageEvaluation {
  /** The stage whose end it belongs to; null: the final evaluation. */
  readonly stage: StageNumber | null;
  readonly magnitude: Magnitude;
  readonly force_limit_kN: number;
  /** Of the damper, which the regulator was tuned under; absent: none. */
  readonly stroke_limit_m?: number | undefined;
  /** Of the evaluated building, m: what drifts are compared with; absent: the v9 building's. */
  readonly storeyHeight_m?: number | undefined;
  /** Of the evaluated building without its damper, N; absent in checkpoints from before it was kept. */
  readonly weight_N?: number | undefined;
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
export function firstResponse({ responses }: StageEvaluation, controller: ControllerName): KnownMetrics {
  const known = METRICS.flatMap((metric) => {
    const values = responses[controller][metric];
    return values ? [[metric, values[0]] as const] : [];
  });
  return Object.fromEntries(known) as unknown as KnownMetrics;
}

/** Whether all that is measured today was measured of everyone; an evaluation of an older checkpoint can be made anew. */
export function isWhole({ weight_N, responses, ownRecords }: StageEvaluation): boolean {
  const all = [...Object.values(responses), ...Object.values(ownRecords?.responses ?? {})];
  return weight_N !== undefined && all.every((each) => LATER_METRICS.every((metric) => each[metric]));
}

export function toResponses(metrics: readonly ResponseMetrics[]): Responses {
  return byMetric((metric) => metrics.map((row) => row[metric]));
}

/** The records beside the first: what means and intervals are taken over. Where there is but one, it is all there is. */
export function sampleOf<Value>(values: readonly Value[]): readonly Value[] {
  return values.length > 1 ? values.slice(1) : values;
}
