import { saturatedLqr } from './controllers/saturatedLqr';
import { suspensionOf } from './controllers/passiveDamper';
import { uncontrolled } from './controllers/uncontrolled';
import { evaluationRecords } from './evaluationRecords';
import type { ComparisonTask } from './knownFigures';
import { lqrForceWeight, PASSIVE_TUNING } from './knownFigures';
import type { Pace } from './pace';
import { simulateRecords } from './simulateRecords';
import type { ReferenceName, Responses } from './stageEvaluation';
import { toResponses } from './stageEvaluation';

export type Comparison = Readonly<Record<ReferenceName, Responses>>;

const cache = new Map<string, Comparison>();

/**
 * What a policy is compared with on the held-out records: no control, a passive damper of the same mass, and the
 * saturated regulator that measures the full state and acts at every step. Computed once: no policy changes it.
 *
 * @throws the pace's reason to stop
 */
export async function compareControllers(task: ComparisonTask, pace: Pace): Promise<Comparison> {
  const { spectrum, integrator, magnitude, force_limit_kN } = task;
  const key = [spectrum, integrator, magnitude, force_limit_kN].join(' ');
  const known = cache.get(key);
  if (known) return known;
  const records = evaluationRecords(magnitude, spectrum);
  const forceLimit = 1000 * force_limit_kN;
  const idle = { records, integrator, forceLimit: 0, controller: uncontrolled };
  const suspension = suspensionOf(PASSIVE_TUNING);
  const lqr = saturatedLqr(integrator, forceLimit, lqrForceWeight(task));
  const comparison = {
    uncontrolled: toResponses(await simulateRecords(idle, pace)),
    passive: toResponses(await simulateRecords({ ...idle, options: () => ({ suspension }) }, pace)),
    lqr: toResponses(await simulateRecords({ records, integrator, forceLimit, controller: lqr }, pace)),
  };
  cache.set(key, comparison);
  return comparison;
}
