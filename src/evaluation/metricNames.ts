import type { ResponseMetrics } from '../building/responseMetrics';

export type MetricName = keyof ResponseMetrics;

/** What files call the metrics: each with its unit. */
const WITH_UNITS = {
  peakRoofDisplacement: 'peak_roof_displacement_m',
  rmsRoofDisplacement: 'rms_roof_displacement_m',
  peakStoreyDrift: 'peak_story_drift_m',
  driftConcentrationRatio: 'drift_concentration_ratio',
  peakForce: 'peak_force_N',
  meanForce: 'mean_force_N',
  rmsForce: 'rms_force_N',
  controlEnergy: 'control_energy_J',
  peakStroke: 'peak_stroke_m',
} as const satisfies Record<MetricName, string>;

type WithUnits<Value> = { [Metric in MetricName as (typeof WITH_UNITS)[Metric]]: Value };

const METRICS = Object.keys(WITH_UNITS) as MetricName[];

/** Something of each metric. */
export function byMetric<Value>(of: (metric: MetricName) => Value): Record<MetricName, Value> {
  return Object.fromEntries(METRICS.map((metric) => [metric, of(metric)])) as Record<MetricName, Value>;
}

/** Something of each metric, under its name with the unit. */
export function withUnits<Value>(of: (metric: MetricName) => Value): WithUnits<Value> {
  return Object.fromEntries(METRICS.map((metric) => [WITH_UNITS[metric], of(metric)])) as WithUnits<Value>;
}
