import { byCriterion, criterionByRecord } from '../../evaluation/criteria';
import { withUnits } from '../../evaluation/metricNames';
import type { ControllerName, Responses, StageEvaluation } from '../../evaluation/stageEvaluation';
import { CONTROLLERS } from '../../evaluation/stageEvaluation';
import { formatCsv } from '../common/csv';

const METRICS = Object.entries(withUnits((metric) => metric));
const CRITERIA = Object.entries(byCriterion((criterion) => criterion));

/**
 * Every record of every evaluation, one line for each controller, SI; metrics and criteria are named as in `results.json`.
 * What was not measured yet when an evaluation was made is empty, as the uncontrolled building's criteria are.
 */
export function resultsCsv(stages: readonly StageEvaluation[], final: readonly StageEvaluation[]): string {
  const header = [
    'evaluation',
    'magnitude',
    'force_limit_kN',
    'stroke_limit_m',
    'record',
    'controller',
    ...METRICS.map(([name]) => name),
    ...CRITERIA.map(([name]) => name),
    'record_set',
  ];
  const rows = [...stages, ...final].flatMap((evaluation) => {
    const { ownRecords } = evaluation;
    const own = ownRecords && { ...ownRecords, set: 'own', controllers: ['uncontrolled', 'ppo'] as const };
    return [{ ...evaluation, set: 'held_out', controllers: CONTROLLERS }, own].flatMap((table) =>
      table ? rowsOf(evaluation, table) : [],
    );
  });
  return formatCsv(header, rows);
}

/** Some controllers on some records. */
interface Table {
  readonly set: string;
  readonly records: readonly string[];
  readonly controllers: readonly ControllerName[];
  readonly responses: Partial<Readonly<Record<ControllerName, Responses>>>;
}

function rowsOf(
  { stage, magnitude, weight_N: weight, ...limits }: StageEvaluation,
  { set, records, controllers, responses }: Table,
) {
  const { uncontrolled } = responses;
  return controllers.flatMap((controller) => {
    const controlled = responses[controller];
    if (!controlled || !uncontrolled) return [];
    const criteria = CRITERIA.map(([, criterion]) =>
      controller === 'uncontrolled'
        ? null
        : criterionByRecord(criterion, { controlled, uncontrolled, weight }),
    );
    return records.map((record, i) => [
      stage === null ? 'final' : `stage ${stage}`,
      magnitude,
      limits.force_limit_kN,
      limits.stroke_limit_m ?? '',
      record,
      controller,
      ...METRICS.map(([, metric]) => controlled[metric]?.[i] ?? ''),
      ...criteria.map((values) => values?.[i] ?? ''),
      set,
    ]);
  });
}
