import type { MetricName } from '../../evaluation/metricNames';
import type { ControllerName } from '../../evaluation/stageEvaluation';
import type { Estimate } from '../../evaluation/statistics';
import { resultsText } from '../../strings/results';
import { CONTROLLER_NAMES } from '../../strings/controllers';
import { unitsText } from '../../strings/units';
import { formatChange, formatFixed } from '../format';

export const CONTROLLER_LABELS: Readonly<Record<ControllerName, string>> = CONTROLLER_NAMES;

/** How a metric is shown: in which unit, how many of which are an SI unit, with how many decimals. */
export interface MetricLabel {
  readonly label: string;
  readonly unit: string;
  readonly scale: number;
  readonly decimals: number;
}

const SHOWN_AS: Readonly<Record<MetricName, Omit<MetricLabel, 'label'>>> = {
  peakRoofDisplacement: { unit: unitsText.centimetres, scale: 100, decimals: 1 },
  rmsRoofDisplacement: { unit: unitsText.centimetres, scale: 100, decimals: 2 },
  peakStoreyDrift: { unit: unitsText.centimetres, scale: 100, decimals: 2 },
  driftConcentrationRatio: { unit: '', scale: 1, decimals: 3 },
  peakForce: { unit: unitsText.kilonewtons, scale: 1e-3, decimals: 1 },
  meanForce: { unit: unitsText.kilonewtons, scale: 1e-3, decimals: 1 },
  rmsForce: { unit: unitsText.kilonewtons, scale: 1e-3, decimals: 1 },
  controlEnergy: { unit: unitsText.megajoules, scale: 1e-6, decimals: 2 },
  peakStroke: { unit: unitsText.metres, scale: 1, decimals: 2 },
};

export const METRICS = Object.keys(SHOWN_AS) as readonly MetricName[];

export function metricLabel(metric: MetricName): MetricLabel {
  return { label: resultsText.metrics[metric], ...SHOWN_AS[metric] };
}

export function heading({ label, unit }: MetricLabel): string {
  return unit ? `${label}, ${unit}` : label;
}

export function formatMetric(value: number, { scale, decimals }: MetricLabel): string {
  return formatFixed(scale * value, decimals);
}

/** How many records some means are taken over; all sizes, where they differ. */
export function formatSizes(sizes: readonly number[]): string {
  return [...new Set(sizes)].sort((a, b) => a - b).join(resultsText.orSize);
}

/** A round number on an axis, without the decimals that it does not need. */
export function formatTick(value: number, { scale }: MetricLabel): string {
  return String(Number((scale * value).toPrecision(6)));
}

export function formatInterval({ low, high }: Estimate, label: MetricLabel): string {
  return resultsText.range(formatMetric(low, label), formatMetric(high, label));
}

export function formatChangeInterval({ low, high }: Estimate): string {
  return resultsText.range(formatChange(low), formatChange(high));
}
