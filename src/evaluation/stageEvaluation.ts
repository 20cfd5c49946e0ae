import type { ResponseMetrics } from '../building/responseMetrics';
import type { Magnitude } from '../groundMotion/synthetic';

/** One record under one force limit: the deterministic policy beside the uncontrolled building. */
export interface StageEvaluation {
  readonly record: string;
  readonly magnitude: Magnitude;
  readonly force_limit_kN: number;
  readonly controlled: ResponseMetrics;
  readonly uncontrolled: ResponseMetrics;
}
