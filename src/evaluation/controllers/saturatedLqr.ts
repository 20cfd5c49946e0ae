import type { Building } from '../../building/building';
import { fundamentalMode } from '../../building/building';
import { feedbackMap } from '../../building/feedbackMap';
import type { Integrator } from '../../building/stepMap';
import type { Controller } from '../../environment/simulateEpisode';
import { optimalFeedback } from './riccati';

/** What a regulator is made of: its cost is d^2 + (v / omega)^2 of the roof in the fundamental mode, and what is weighed here. */
export interface LqrWeights {
  /** Of the squared force, m2/N2. */
  readonly force: number;
  /** Of the damper's squared stroke. */
  readonly stroke: number;
  /** Factor of the optimal feedback: the cost knows nothing of the force limit, under which a smaller one does better. */
  readonly gain: number;
}

/**
 * The linear quadratic regulator with every displacement and velocity measured, times its gain, cut off at the force limit.
 *
 * @param forceLimit N
 */
export function saturatedLqr(
  building: Building,
  integrator: Integrator,
  forceLimit: number,
  weights: LqrWeights,
): Controller {
  const feedback = feedbackOf(building, integrator, weights);
  return (_, readState) => {
    const state = readState();
    let force = 0;
    for (let i = 0; i < feedback.length; i++) force -= feedback[i] * state[i];
    return Math.min(1, Math.max(-1, (weights.gain * force) / forceLimit));
  };
}

const cache = new WeakMap<Building, Map<string, Float64Array>>();

/** The optimal feedback of (d, v). Searches try it with several gains, and evaluations on several magnitudes: found once. */
function feedbackOf(
  building: Building,
  integrator: Integrator,
  { force, stroke }: Omit<LqrWeights, 'gain'>,
): Float64Array {
  const known = cache.get(building) ?? new Map<string, Float64Array>();
  cache.set(building, known);
  const key = [integrator, force, stroke].join(' ');
  let feedback = known.get(key);
  if (!feedback) {
    const { size, A, B } = feedbackMap(building, integrator);
    feedback = optimalFeedback({ size, A, B, Q: stateWeights(building, size, stroke), R: force });
    known.set(key, feedback);
  }
  return feedback;
}

/** size x size, symmetric. */
function stateWeights(building: Building, size: number, strokeWeight: number): Float64Array {
  const { roof, damper, damperStandsOn, structure } = building;
  const { omega } = fundamentalMode(building);
  const weights = new Float64Array(size ** 2);
  const add = (row: number, column: number, weight: number) => (weights[row * size + column] += weight);
  add(roof, roof, 1);
  add(structure.size + roof, structure.size + roof, 1 / omega ** 2);
  if (strokeWeight === 0) return weights;
  add(damper, damper, strokeWeight);
  add(damperStandsOn, damperStandsOn, strokeWeight);
  add(damper, damperStandsOn, -strokeWeight);
  add(damperStandsOn, damper, -strokeWeight);
  return weights;
}
