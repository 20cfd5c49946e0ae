import { withUnits } from '../../evaluation/metricNames';
import type { StageEvaluation } from '../../evaluation/stageEvaluation';
import { CONTROLLERS } from '../../evaluation/stageEvaluation';
import { formatCsv } from '../common/csv';

/** Every record of every evaluation, one line for each controller, SI; metrics are named as in `results.json`. */
export function resultsCsv(stages: readonly StageEvaluation[], final: readonly StageEvaluation[]): string {
  const metrics = Object.entries(withUnits((metric) => metric));
  const header = [
    'evaluation',
    'magnitude',
    'force_limit_kN',
    'stroke_limit_m',
    'record',
    'controller',
    ...metrics.map(([name]) => name),
  ];
  const rows = [...stages, ...final].flatMap(({ stage, magnitude, records, responses, ...limits }) =>
    CONTROLLERS.flatMap((controller) =>
      records.map((record, i) => [
        stage === null ? 'final' : `stage ${stage}`,
        magnitude,
        limits.force_limit_kN,
        limits.stroke_limit_m ?? '',
        record,
        controller,
        ...metrics.map(([, metric]) => responses[controller][metric][i]),
      ]),
    ),
  );
  return formatCsv(header, rows);
}
