import { stepMap } from '../../../building/stepMap';
import { observedState } from '../../../environment/observation';
import type { EnvironmentSpecification } from '../../../environment/specification';
import { buildingLayouts } from './layouts';
import { observationStride, shapeOf, structureStride } from './shape';

/** The rows of the step map that give the accelerations, their responses to force and ground, and what sensors read. */
export function dynamicsOf({ building, integrator }: EnvironmentSpecification): ArrayBuffer {
  const { A, B, E } = stepMap(building, integrator);
  const { stateSize, degreesOfFreedom } = building;
  const shape = shapeOf(building);
  const stride = structureStride(shape);
  const map = new Float64Array(degreesOfFreedom * stride);
  const response = new Float64Array(4 * degreesOfFreedom);
  for (let degree = 0; degree < degreesOfFreedom; degree++) {
    const row = stateSize - degreesOfFreedom + degree;
    map.set(A.subarray(row * stateSize, (row + 1) * stateSize), degree * stride);
    response.set([B[row], E[row]], 4 * degree);
  }
  const observed = new Uint32Array(observationStride(shape));
  observed.set(observedState(building));
  return buildingLayouts(shape).DYNAMICS.pack({ map, response, observed });
}
