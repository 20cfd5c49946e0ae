import type { ResponseMetrics } from '../building/responseMetrics';

export type MetricName = keyof ResponseMetrics;

/** What files call the metrics: each with its unit, where it has one. */
const FIRST = {
  peakRoofDisplacement: 'peak_roof_displacement_m',
  rmsRoofDisplacement: 'rms_roof_displacement_m',
  peakStoreyDrift: 'peak_story_drift_m',
  driftConcentrationRatio: 'drift_concentration_ratio',
  peakForce: 'peak_force_N',
  meanForce: 'mean_force_N',
  rmsForce: 'rms_force_N',
  controlEnergy: 'control_energy_J',
  peakStroke: 'peak_stroke_m',
} as const satisfies Partial<Record<MetricName, string>>;

/** The same of those that evaluations in older checkpoints lack. */
const LATER = {
  peakRoofVelocity: 'peak_roof_velocity_m_s',
  peakDriftRatio: 'peak_drift_ratio',
  rmsDriftRatio: 'rms_drift_ratio',
  peakFloorAcceleration: 'peak_floor_acceleration_m_s2',
  rmsFloorAcceleration: 'rms_floor_acceleration_m_s2',
  peakBaseShear: 'peak_base_shear_N',
  rmsBaseShear: 'rms_base_shear_N',
  baseShearPerWeight: 'peak_base_shear_per_weight',
  forcePerWeight: 'peak_force_per_weight',
  peakControlPower: 'peak_control_power_W',
  meanControlPower: 'mean_control_power_W',
} as const satisfies Partial<Record<MetricName, string>>;

/** What every evaluation has. */
export type FirstMetric = keyof typeof FIRST;
/** What evaluations in older checkpoints lack. */
export type LaterMetric = keyof typeof LATER;

/** Under the names of files. */
type WithUnits<Names extends Readonly<Record<string, string>>, Value> = {
  [Metric in keyof Names as Names[Metric]]: Value;
};

const FIRST_METRICS = Object.keys(FIRST) as FirstMetric[];
export const LATER_METRICS = Object.keys(LATER) as readonly LaterMetric[];
export const METRICS: readonly MetricName[] = [...FIRST_METRICS, ...LATER_METRICS];

/** Something of each metric. */
export function byMetric<Value>(of: (metric: MetricName) => Value): Record<MetricName, Value> {
  return { ...byFirstMetric(of), ...byLaterMetric(of) };
}

/** Something of each metric that every evaluation has. */
export function byFirstMetric<Value>(of: (metric: FirstMetric) => Value): Record<FirstMetric, Value> {
  return recordOf(FIRST_METRICS, of);
}

/** Something of each metric that older evaluations lack. */
export function byLaterMetric<Value>(of: (metric: LaterMetric) => Value): Record<LaterMetric, Value> {
  return recordOf(LATER_METRICS, of);
}

/** Something of each metric, under its name with the unit. */
export function withUnits<Value>(of: (metric: MetricName) => Value) {
  return { ...firstWithUnits(of), ...laterWithUnits(of) };
}

/** Something of each metric that every evaluation has, under its name with the unit. */
export function firstWithUnits<Value>(of: (metric: FirstMetric) => Value): WithUnits<typeof FIRST, Value> {
  const named = FIRST_METRICS.map((metric) => [FIRST[metric], of(metric)]);
  return Object.fromEntries(named) as WithUnits<typeof FIRST, Value>;
}

/** Something of each metric that older evaluations lack, under its name with the unit. */
export function laterWithUnits<Value>(of: (metric: LaterMetric) => Value): WithUnits<typeof LATER, Value> {
  const named = LATER_METRICS.map((metric) => [LATER[metric], of(metric)]);
  return Object.fromEntries(named) as WithUnits<typeof LATER, Value>;
}

function recordOf<Metric extends MetricName, Value>(
  metrics: readonly Metric[],
  of: (metric: Metric) => Value,
): Record<Metric, Value> {
  return Object.fromEntries(metrics.map((metric) => [metric, of(metric)])) as Record<Metric, Value>;
}
