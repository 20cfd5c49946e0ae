import type { MetricName, StageEvaluation } from '../../evaluation/stageEvaluation';
import { CONTROLLERS } from '../../evaluation/stageEvaluation';
import { formatCsv } from '../common/csv';

/** Names of the columns: each metric with its unit. */
const COLUMNS: Readonly<Record<MetricName, string>> = {
  peakRoofDisplacement: 'peak_roof_displacement_m',
  rmsRoofDisplacement: 'rms_roof_displacement_m',
  peakStoryDrift: 'peak_storey_drift_m',
  driftConcentrationRatio: 'drift_concentration_ratio',
  peakForce: 'peak_force_N',
  meanForce: 'mean_force_N',
  rmsForce: 'rms_force_N',
  controlEnergy: 'control_energy_J',
  peakStroke: 'peak_tmd_stroke_m',
};
const METRICS = Object.keys(COLUMNS) as readonly MetricName[];

/** Every record of every evaluation, one line for each controller, SI. */
export function resultsCsv(stages: readonly StageEvaluation[], final: readonly StageEvaluation[]): string {
  const header = [
    'evaluation',
    'magnitude',
    'force_limit_kN',
    'record',
    'controller',
    ...Object.values(COLUMNS),
  ];
  const rows = [...stages, ...final].flatMap(({ stage, magnitude, force_limit_kN, records, responses }) =>
    CONTROLLERS.flatMap((controller) =>
      records.map((record, i) => [
        stage === null ? 'final' : `stage ${stage}`,
        ...[magnitude, force_limit_kN, record, controller],
        ...METRICS.map((metric) => responses[controller][metric][i]),
      ]),
    ),
  );
  return formatCsv(header, rows);
}
