import type { Building } from '../../../building/building';
import type { StepMap } from '../../../building/stepMap';
import { stepMap } from '../../../building/stepMap';
import type { EnvironmentSpecification } from '../../../environment/specification';
import { MAX_CONTROL_PERIOD } from '../../../environment/specification';
import { buildingLayouts } from './layouts';
import { observationStride, shapeOf } from './shape';

/** The uniform `Dynamics`. */
export function dynamicsOf({
  building,
  integrator,
  controlPeriod,
}: Pick<EnvironmentSpecification, 'building' | 'integrator' | 'controlPeriod'>): ArrayBuffer {
  const { degreesOfFreedom: size, stateSize } = building;
  const step = stepMap(building, integrator);
  const shape = shapeOf(building);
  const map = new Float64Array(4 * size * (size + 1));
  for (let degree = 0; degree < size; degree++) {
    const row = 2 * size + degree;
    const first = 4 * (size + 1) * degree;
    map.set(vectorsOf(step.A.subarray(row * stateSize, (row + 1) * stateSize)), first);
    const together = step.A.subarray(row * stateSize, row * stateSize + size).reduce((sum, x) => sum + x, 0);
    map.set([step.E[row], together], first + 4 * size);
  }
  const gains = new Float64Array(4 * MAX_CONTROL_PERIOD * (size + 1));
  forceResponses(step, controlPeriod).forEach((response, later) => {
    const first = 4 * (size + 1) * later;
    gains.set(vectorsOf(response), first);
    gains.set(watchedBy(building, response), first + 4 * size);
  });
  const observed = new Uint32Array(observationStride(shape) / 2);
  observed.set(building.observed);
  return buildingLayouts(shape).DYNAMICS.pack({ map, gains, observed });
}

/** What a force of 1 N during a step has made of the state at its end, and after each step that follows it: A^k B. */
function forceResponses({ A, B }: StepMap, count: number): Float64Array[] {
  const responses = [B];
  while (responses.length < count) {
    const last = responses[responses.length - 1];
    responses.push(last.map((_, row) => last.reduce((sum, x, i) => sum + A[row * last.length + i] * x, 0)));
  }
  return responses;
}

/** A state, or a row that multiplies one, by degrees of freedom: displacement, velocity, acceleration and zero of each. */
function vectorsOf(state: Float64Array): Float64Array {
  const size = state.length / 3;
  return Float64Array.from({ length: 4 * size }, (_, i) =>
    i % 4 === 3 ? 0 : state[(i % 4) * size + Math.floor(i / 4)],
  );
}

/** What the reward depends on: displacement and velocity of the roof, displacements of the damper and of its floor. */
function watchedBy(
  { roof, damper, damperStandsOn, degreesOfFreedom }: Building,
  state: Float64Array,
): number[] {
  return [roof, degreesOfFreedom + roof, damper, damperStandsOn].map((i) => state[i]);
}
