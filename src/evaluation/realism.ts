import { compile } from '../building/building';
import type { Realism } from '../building/linearLimits';
import { LARGEST_BUILT_STROKE, realismOf, storeyHeight } from '../building/linearLimits';
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

/** Of the building of an evaluation, m. */
export function storeyHeightOf({ storeyHeight_m }: Pick<StageEvaluation, 'storeyHeight_m'>): number {
  return storeyHeight_m ?? storeyHeight(compile());
}

/** Mean over the sample. Older evaluations know no storeys: their largest drift is taken to be the lowest one's. */
function driftRatioOf(evaluation: StageEvaluation, controller: ControllerName): number {
  const measured = metricMean(evaluation, controller, 'peakDriftRatio');
  const drift = metricMean(evaluation, controller, 'peakStoreyDrift').value;
  return measured?.value ?? drift / storeyHeightOf(evaluation);
}

/** The magnitudes on which some controller's means leave reality, from the smallest on. */
export function realismNotes(evaluations: readonly StageEvaluation[]): RealismNote[] {
  return MAGNITUDES.flatMap((magnitude) => {
    const own = evaluations.filter((evaluation) => evaluation.magnitude === magnitude);
    const drifts = own.flatMap((evaluation) =>
      CONTROLLERS.map((controller) => {
        return realismOf({ peakDriftRatio: driftRatioOf(evaluation, controller), peakStroke: 0 });
      }),
    );
    if (drifts.length === 0) return [];
    const worst = drifts.reduce((most, each) => (each.driftRatio > most.driftRatio ? each : most));
    const { driftRatio, drift } = worst;
    const strokes = CONTROLLERS.map((controller) => ({
      controller,
      stroke: Math.max(0, ...own.map((evaluation) => metricMean(evaluation, controller, 'peakStroke').value)),
    }));
    const long = strokes.filter(({ stroke }) => stroke > LARGEST_BUILT_STROKE);
    return drift === 'elastic' && long.length === 0 ? [] : { magnitude, driftRatio, drift, strokes: long };
  });
}
