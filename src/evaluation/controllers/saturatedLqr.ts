import type { Building } from '../../building/building';
import { fundamentalMode } from '../../building/building';
import { feedbackMap } from '../../building/feedbackMap';
import type { Integrator } from '../../building/stepMap';
import type { Controller } from '../../environment/simulateEpisode';
import { optimalFeedback } from './riccati';

/**
 * The linear quadratic regulator with every displacement and velocity measured, cut off at the force limit. It weighs
 * what the fundamental mode's energy shows at the roof, d^2 + (v / omega)^2, against `forceWeight` u^2.
 *
 * @param forceLimit N
 * @param forceWeight m2/N2
 */
export function saturatedLqr(
  building: Building,
  integrator: Integrator,
  forceLimit: number,
  forceWeight: number,
): Controller {
  const { size, A, B } = feedbackMap(building, integrator);
  const feedback = optimalFeedback({ size, A, B, Q: roofEnergy(building, size), R: forceWeight });
  return (_, readState) => {
    const state = readState();
    let force = 0;
    for (let i = 0; i < size; i++) force -= feedback[i] * state[i];
    return Math.min(1, Math.max(-1, force / forceLimit));
  };
}

/** size x size, diagonal. */
function roofEnergy(building: Building, size: number): Float64Array {
  const { roof, degreesOfFreedom } = building;
  const { omega } = fundamentalMode(building);
  const weights = new Float64Array(size ** 2);
  const set = (index: number, weight: number) => (weights[index * (size + 1)] = weight);
  set(roof, 1);
  set(degreesOfFreedom + roof, 1 / omega ** 2);
  return weights;
}
