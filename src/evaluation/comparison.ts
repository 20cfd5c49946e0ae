import { compile } from '../building/building';
import { saturatedLqr } from './controllers/saturatedLqr';
import { suspensionOf } from './controllers/passiveDamper';
import type { OnProgress } from './controllers/tuning';
import { uncontrolled } from './controllers/uncontrolled';
import { evaluationRecords } from './evaluationRecords';
import type { ComparisonTask } from './knownFigures';
import { comparisonKey, lqrWeights, passiveTuning } from './knownFigures';
import type { Pace } from './pace';
import { simulateRecords } from './simulateRecords';
import type { ReferenceName, Responses } from './stageEvaluation';
import { toResponses } from './stageEvaluation';

export type Comparison = Readonly<Record<ReferenceName, Responses>>;

const cache = new Map<string, Comparison>();

/**
 * What a policy is compared with on the held-out records: no control, a passive damper of the same mass, and the
 * saturated regulator that measures the full state and acts at every step; where the damper's stroke is limited, one tuned
 * under that limit. Computed once: no policy changes it.
 *
 * @param onProgress hears the part of the tuning that is done, where the building's controllers are not tuned yet
 * @throws the pace's reason to stop
 */
export async function compareControllers(
  task: ComparisonTask,
  pace: Pace,
  onProgress: OnProgress = () => {},
): Promise<Comparison> {
  const { spectrum, integrator, magnitude, force_limit_kN } = task;
  const building = compile(task.building);
  const key = comparisonKey(task);
  const known = cache.get(key);
  if (known) return known;
  const records = evaluationRecords(magnitude, spectrum);
  const forceLimit = 1000 * force_limit_kN;
  const tuning = await passiveTuning(task, pace, (fraction) => onProgress(fraction / 2));
  const weights = await lqrWeights(task, pace, (fraction) => onProgress((1 + fraction) / 2));
  const idle = { records, building, integrator, forceLimit: 0, controller: uncontrolled };
  const suspension = suspensionOf(building, tuning);
  const controller = saturatedLqr(building, integrator, forceLimit, weights);
  const comparison = {
    uncontrolled: toResponses(await simulateRecords(idle, pace)),
    passive: toResponses(await simulateRecords({ ...idle, options: () => ({ suspension }) }, pace)),
    lqr: toResponses(await simulateRecords({ records, building, integrator, forceLimit, controller }, pace)),
  };
  cache.set(key, comparison);
  return comparison;
}
