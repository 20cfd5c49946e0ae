import type { CriterionName } from '../../evaluation/criteria';
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
  controlEnergy: { unit: unitsText.kilojoules, scale: 1e-3, decimals: 0 },
  peakStroke: { unit: unitsText.metres, scale: 1, decimals: 2 },
  peakRoofVelocity: { unit: unitsText.metresPerSecond, scale: 1, decimals: 2 },
  peakDriftRatio: { unit: unitsText.percent, scale: 100, decimals: 2 },
  rmsDriftRatio: { unit: unitsText.percent, scale: 100, decimals: 3 },
  peakFloorAcceleration: { unit: unitsText.metresPerSecondSquared, scale: 1, decimals: 2 },
  rmsFloorAcceleration: { unit: unitsText.metresPerSecondSquared, scale: 1, decimals: 3 },
  peakBaseShear: { unit: unitsText.kilonewtons, scale: 1e-3, decimals: 0 },
  rmsBaseShear: { unit: unitsText.kilonewtons, scale: 1e-3, decimals: 0 },
  baseShearPerWeight: { unit: unitsText.percent, scale: 100, decimals: 2 },
  forcePerWeight: { unit: unitsText.percent, scale: 100, decimals: 3 },
  peakControlPower: { unit: unitsText.kilowatts, scale: 1e-3, decimals: 1 },
  meanControlPower: { unit: unitsText.kilowatts, scale: 1e-3, decimals: 2 },
};

/** What is looked at together: metrics in tables no wider than a page of paper. */
export const METRIC_GROUPS = {
  displacement: [
    'peakRoofDisplacement',
    'rmsRoofDisplacement',
    'peakRoofVelocity',
    'peakStoreyDrift',
    'driftConcentrationRatio',
  ],
  frame: [
    'peakDriftRatio',
    'rmsDriftRatio',
    'peakFloorAcceleration',
    'rmsFloorAcceleration',
    'peakBaseShear',
    'baseShearPerWeight',
    'rmsBaseShear',
  ],
  damper: [
    'peakStroke',
    'peakForce',
    'forcePerWeight',
    'meanForce',
    'rmsForce',
    'peakControlPower',
    'meanControlPower',
    'controlEnergy',
  ],
} as const satisfies Record<string, readonly MetricName[]>;

/** What a table shows: some metrics, or the benchmark's criteria. */
export type ShownGroup = keyof typeof METRIC_GROUPS | 'criteria';
export const SHOWN_GROUPS = Object.keys(resultsText.groups) as readonly ShownGroup[];

/** Not percent where the uncontrolled building's is one. */
const CRITERIA_SHOWN_AS: Readonly<Record<CriterionName, Omit<MetricLabel, 'label'>>> = {
  J1: { unit: '', scale: 1, decimals: 2 },
  J2: { unit: '', scale: 1, decimals: 2 },
  J3: { unit: '', scale: 1, decimals: 2 },
  J4: { unit: '', scale: 1, decimals: 2 },
  J5: { unit: '', scale: 1, decimals: 2 },
  J6: { unit: '', scale: 1, decimals: 2 },
  J11: { unit: unitsText.percent, scale: 100, decimals: 2 },
  J12: { unit: '', scale: 1, decimals: 2 },
  J13: { unit: unitsText.percent, scale: 100, decimals: 2 },
  J14: { unit: unitsText.percent, scale: 100, decimals: 3 },
};

export function criterionLabel(criterion: CriterionName): MetricLabel {
  return { label: resultsText.criteria[criterion], ...CRITERIA_SHOWN_AS[criterion] };
}

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
