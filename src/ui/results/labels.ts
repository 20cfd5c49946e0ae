import type { ControllerName, MetricName } from '../../evaluation/stageEvaluation';
import type { Estimate } from '../../evaluation/statistics';

export const CONTROLLER_LABELS: Readonly<Record<ControllerName, string>> = {
  uncontrolled: 'Uncontrolled',
  passive: 'Passive TMD, retuned',
  lqr: 'LQR, full state',
  ppo: 'PPO',
};

export const SMALLEST_LABEL = 'Smallest possible';

/** How a metric is shown: in which unit, how many of which are an SI unit, with how many decimals. */
export interface MetricLabel {
  readonly label: string;
  readonly unit: string;
  readonly scale: number;
  readonly decimals: number;
}

export const METRIC_LABELS: Readonly<Record<MetricName, MetricLabel>> = {
  peakRoofDisplacement: { label: 'Peak roof displacement', unit: 'cm', scale: 100, decimals: 1 },
  rmsRoofDisplacement: { label: 'RMS roof displacement', unit: 'cm', scale: 100, decimals: 2 },
  peakStoryDrift: { label: 'Largest story drift', unit: 'cm', scale: 100, decimals: 2 },
  driftConcentrationRatio: { label: 'DCR', unit: '', scale: 1, decimals: 3 },
  peakForce: { label: 'Peak force', unit: 'kN', scale: 1e-3, decimals: 1 },
  meanForce: { label: 'Mean force', unit: 'kN', scale: 1e-3, decimals: 1 },
  rmsForce: { label: 'RMS force', unit: 'kN', scale: 1e-3, decimals: 1 },
  controlEnergy: { label: 'Control energy', unit: 'MJ', scale: 1e-6, decimals: 2 },
  peakStroke: { label: 'TMD stroke', unit: 'm', scale: 1, decimals: 2 },
};

export const METRICS = Object.keys(METRIC_LABELS) as readonly MetricName[];

export function heading({ label, unit }: MetricLabel): string {
  return unit ? `${label}, ${unit}` : label;
}

export function formatMetric(value: number, { scale, decimals }: MetricLabel): string {
  return (scale * value).toFixed(decimals);
}

/** A round number on an axis, without the decimals that it does not need. */
export function formatTick(value: number, { scale }: MetricLabel): string {
  return String(Number((scale * value).toPrecision(6)));
}

export function formatInterval({ low, high }: Estimate, label: MetricLabel): string {
  return `${formatMetric(low, label)} to ${formatMetric(high, label)}`;
}

/** A part of one as a signed percentage, with a minus sign as typesetters have it. */
export function formatChange(part: number): string {
  const percent = Number((100 * part).toFixed(1));
  const sign = percent > 0 ? '+' : percent < 0 ? '−' : '';
  return `${sign}${Math.abs(percent).toFixed(1)} %`;
}

export function formatChangeInterval({ low, high }: Estimate): string {
  return `${formatChange(low)} to ${formatChange(high)}`;
}
