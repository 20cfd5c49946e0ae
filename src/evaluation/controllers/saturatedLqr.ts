import { FEEDBACK_STATE_SIZE, feedbackMap } from '../../building/feedbackMap';
import { naturalFrequencies } from '../../building/modalAnalysis';
import { DEGREES_OF_FREEDOM, ROOF, shearBuilding } from '../../building/shearBuilding';
import type { Integrator } from '../../building/stepMap';
import type { Controller } from '../../environment/simulateEpisode';
import { optimalFeedback } from './riccati';

/**
 * The linear quadratic regulator with every displacement and velocity measured, cut off at the force limit. It weighs
 * what the first mode's energy shows at the roof, d^2 + (v / omega)^2, against `forceWeight` u^2.
 *
 * @param forceLimit N
 * @param forceWeight m2/N2
 */
export function saturatedLqr(integrator: Integrator, forceLimit: number, forceWeight: number): Controller {
  const { A, B } = feedbackMap(integrator);
  const size = FEEDBACK_STATE_SIZE;
  const feedback = optimalFeedback({ size, A, B, Q: roofEnergy(), R: forceWeight });
  return (_, readState) => {
    const state = readState();
    let force = 0;
    for (let i = 0; i < size; i++) force -= feedback[i] * state[i];
    return Math.min(1, Math.max(-1, force / forceLimit));
  };
}

/** 26 x 26, diagonal. */
function roofEnergy(): Float64Array {
  const { mass, stiffness } = shearBuilding();
  const omega = 2 * Math.PI * naturalFrequencies(mass, stiffness)[0];
  const weights = new Float64Array(FEEDBACK_STATE_SIZE ** 2);
  const set = (index: number, weight: number) => (weights[index * (FEEDBACK_STATE_SIZE + 1)] = weight);
  set(ROOF, 1);
  set(DEGREES_OF_FREEDOM + ROOF, 1 / omega ** 2);
  return weights;
}
