import { DEGREES_OF_FREEDOM } from '../../../building/shearBuilding';
import { STATE_SIZE, stepMap } from '../../../building/stepMap';
import type { EnvironmentSpecification } from '../../../environment/specification';
import { DYNAMICS } from './layouts';
import { STRUCTURE_STRIDE } from './sharedConstants';

/** The rows of the step map that give the accelerations, and their responses to force and ground. */
export function dynamicsOf({ integrator }: EnvironmentSpecification): ArrayBuffer {
  const { A, B, E } = stepMap(integrator);
  const map = new Float64Array(DEGREES_OF_FREEDOM * STRUCTURE_STRIDE);
  const response = new Float64Array(4 * DEGREES_OF_FREEDOM);
  for (let degree = 0; degree < DEGREES_OF_FREEDOM; degree++) {
    const row = STATE_SIZE - DEGREES_OF_FREEDOM + degree;
    map.set(A.subarray(row * STATE_SIZE, (row + 1) * STATE_SIZE), degree * STRUCTURE_STRIDE);
    response.set([B[row], E[row]], 4 * degree);
  }
  return DYNAMICS.pack({ map, response });
}
