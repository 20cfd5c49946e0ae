import type { Realism } from '../building/linearLimits';
import { LARGEST_BUILT_STROKE, realismOf } from '../building/linearLimits';
import type { Magnitude } from '../groundMotion/synthetic';
import { MAGNITUDES } from '../groundMotion/synthetic';
import type { ControllerName, StageEvaluation } from './stageEvaluation';
import { CONTROLLERS } from './stageEvaluation';
import { metricMean } from './summary';

/** What is beyond a real frame or a built damper on one magnitude, in means over the sample. */
export interface RealismNote {
  readonly magnitude: Magnitude;
  /** Of the controller under which storeys drift most. */
  readonly driftRatio: number;
  readonly drift: Realism['drift'];
  /** m, of the controllers whose stroke no built damper has. */
  readonly strokes: readonly { readonly controller: ControllerName; readonly stroke: number }[];
}

/** The magnitudes on which some controller's means leave reality, from the smallest on. */
export function realismNotes(evaluations: readonly StageEvaluation[]): RealismNote[] {
  return MAGNITUDES.flatMap((magnitude) => {
    const own = evaluations.filter((evaluation) => evaluation.magnitude === magnitude);
    const most = (controller: ControllerName, metric: 'peakStoreyDrift' | 'peakStroke') =>
      Math.max(0, ...own.map((evaluation) => metricMean(evaluation, controller, metric).value));
    const peakStoreyDrift = Math.max(...CONTROLLERS.map((controller) => most(controller, 'peakStoreyDrift')));
    const strokes = CONTROLLERS.map((controller) => ({ controller, stroke: most(controller, 'peakStroke') }));
    const { driftRatio, drift } = realismOf({ peakStoreyDrift, peakStroke: 0 });
    const long = strokes.filter(({ stroke }) => stroke > LARGEST_BUILT_STROKE);
    return drift === 'elastic' && long.length === 0 ? [] : { magnitude, driftRatio, drift, strokes: long };
  });
}
