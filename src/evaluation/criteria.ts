import type { MetricName } from './metricNames';
import type { ControllerName, Responses, StageEvaluation } from './stageEvaluation';
import { sampleOf } from './stageEvaluation';
import type { Estimate } from './statistics';
import { meanEstimate } from './statistics';

/**
 * The evaluation criteria of the third-generation benchmark that a linear building with one damper has: Y. Ohtori, R. E.
 * Christenson, B. F. Spencer, S. J. Dyke, Benchmark control problems for seismically excited nonlinear buildings, Journal of
 * Engineering Mechanics 130, 2004, 366-385, under their numbers. J7 to J10 are of members that yield; J15 to J17 count
 * devices, sensors and the controller's states.
 */

/** A response, in parts of what the uncontrolled building does on the same record. */
interface Definition {
  readonly metric: MetricName;
  /** Of the uncontrolled building; null: nothing. */
  readonly over: MetricName | null;
  /** Whether it is divided by the building's weight as well. */
  readonly perWeight?: boolean;
}

const DEFINITIONS = {
  J1: { metric: 'peakDriftRatio', over: 'peakDriftRatio' },
  J2: { metric: 'peakFloorAcceleration', over: 'peakFloorAcceleration' },
  J3: { metric: 'peakBaseShear', over: 'peakBaseShear' },
  J4: { metric: 'rmsDriftRatio', over: 'rmsDriftRatio' },
  J5: { metric: 'rmsFloorAcceleration', over: 'rmsFloorAcceleration' },
  J6: { metric: 'rmsBaseShear', over: 'rmsBaseShear' },
  J11: { metric: 'forcePerWeight', over: null },
  J12: { metric: 'peakStroke', over: 'peakRoofDisplacement' },
  J13: { metric: 'peakControlPower', over: 'peakRoofVelocity', perWeight: true },
  J14: { metric: 'meanControlPower', over: 'peakRoofVelocity', perWeight: true },
} as const satisfies Record<string, Definition>;

export type CriterionName = keyof typeof DEFINITIONS;
export const CRITERIA = Object.keys(DEFINITIONS) as readonly CriterionName[];

/** What files call the criteria; none has a unit. */
const FILE_NAMES = {
  J1: 'J1_peak_drift_ratio',
  J2: 'J2_peak_floor_acceleration',
  J3: 'J3_peak_base_shear',
  J4: 'J4_rms_drift_ratio',
  J5: 'J5_rms_floor_acceleration',
  J6: 'J6_rms_base_shear',
  J11: 'J11_peak_force',
  J12: 'J12_peak_stroke',
  J13: 'J13_peak_power',
  J14: 'J14_mean_power',
} as const satisfies Record<CriterionName, string>;

type ByFileName<Value> = { [Name in CriterionName as (typeof FILE_NAMES)[Name]]: Value };

/** Something of each criterion, under its name in files. */
export function byCriterion<Value>(of: (criterion: CriterionName) => Value): ByFileName<Value> {
  return Object.fromEntries(CRITERIA.map((name) => [FILE_NAMES[name], of(name)])) as ByFileName<Value>;
}

/** What is compared with what, on the same records. */
interface Compared {
  readonly controlled: Responses;
  readonly uncontrolled: Responses;
  /** Of the building, N; undefined where it is not known. */
  readonly weight: number | undefined;
}

/** A criterion by record; null where what it is made of was not measured yet. */
export function criterionByRecord(
  criterion: CriterionName,
  { controlled, uncontrolled, weight }: Compared,
): readonly number[] | null {
  const { metric, over, perWeight }: Definition = DEFINITIONS[criterion];
  const values = controlled[metric];
  const divisors = over === null ? values?.map(() => 1) : uncontrolled[over];
  const common = perWeight ? weight : 1;
  if (!values || !divisors || common === undefined) return null;
  return values.map((value, i) => value / (divisors[i] * common));
}

/** A criterion over the sample. */
export interface Criterion {
  readonly perRecord: readonly number[];
  readonly mean: Estimate;
  /** The largest of the sample: the benchmark's own value, which is the largest over its earthquakes. */
  readonly largest: number;
}

/** A criterion of a controller; null where what it is made of was not measured yet. */
export function criterionOf(
  { responses, weight_N }: StageEvaluation,
  controller: ControllerName,
  criterion: CriterionName,
): Criterion | null {
  const { [controller]: controlled, uncontrolled } = responses;
  const perRecord = criterionByRecord(criterion, { controlled, uncontrolled, weight: weight_N });
  if (!perRecord) return null;
  const sample = sampleOf(perRecord);
  return { perRecord, mean: meanEstimate(sample), largest: Math.max(...sample) };
}
