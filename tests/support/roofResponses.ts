import type { Integrator } from '../../src/building/stepMap';
import { applyStepMap, stepMap } from '../../src/building/stepMap';
import { simulateEpisode } from '../../src/environment/simulateEpisode';
import { uncontrolled } from '../../src/evaluation/controllers/uncontrolled';
import type { GroundMotion } from '../../src/groundMotion/groundMotion';
import { ROOF, STATE_SIZE, V9 } from './v9Building';

/** Roof displacement, m, of the uncontrolled building after each step of a record. */
export function freeResponse(record: GroundMotion, integrator: Integrator): Float64Array {
  return simulateEpisode(record, { building: V9, integrator, forceLimit: 0 }, uncontrolled).roofDisplacement;
}

/** Roof displacement, m, after each of the steps that begin with one under a control force of 1 N. */
export function impulseResponse(integrator: Integrator, steps: number): Float64Array {
  const map = stepMap(V9, integrator);
  let state = new Float64Array(STATE_SIZE);
  let next = new Float64Array(STATE_SIZE);
  return Float64Array.from({ length: steps }, (_, step) => {
    applyStepMap(map, { before: state, after: next, offset: 0 }, step === 0 ? 1 : 0, 0);
    [state, next] = [next, state];
    return state[ROOF];
  });
}
