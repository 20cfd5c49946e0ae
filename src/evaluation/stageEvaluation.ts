import type { ResponseMetrics } from '../building/responseMetrics';
import type { Magnitude } from '../groundMotion/synthetic';

/** One record under one force limit: the deterministic policy beside the uncontrolled building. */
export interface RecordEvaluation {
  readonly record: string;
  readonly force_limit_kN: number;
  readonly controlled: ResponseMetrics;
  readonly uncontrolled: ResponseMetrics;
}

/** The built-in held-out record of a magnitude. */
export interface StageEvaluation extends RecordEvaluation {
  readonly magnitude: Magnitude;
  /** The user's own held-out records beside it; absent where there are none. */
  readonly own_records?: readonly RecordEvaluation[];
}

/** The built-in record of each evaluation, followed by the user's own. */
export function recordEvaluations(evaluations: readonly StageEvaluation[]): RecordEvaluation[] {
  return evaluations.flatMap((evaluation) => [evaluation, ...(evaluation.own_records ?? [])]);
}
