import { DEGREES_OF_FREEDOM } from '../../../building/shearBuilding';
import { STATE_SIZE, stepMap } from '../../../building/stepMap';
import type { EnvironmentSpecification } from '../../../environment/specification';

/** Columns that a row of the step map is padded to. */
const MAP_COLUMNS = 40;
/** Bytes of `Dynamics` in environment.wgsl. */
export const DYNAMICS_SIZE = 4 * DEGREES_OF_FREEDOM * (MAP_COLUMNS + 4);

/** The rows of the step map that give the accelerations, and their responses to force and ground. */
export function dynamicsOf({ integrator }: EnvironmentSpecification): Float32Array<ArrayBuffer> {
  const { A, B, E } = stepMap(integrator);
  const dynamics = new Float32Array(DEGREES_OF_FREEDOM * (MAP_COLUMNS + 4));
  for (let degree = 0; degree < DEGREES_OF_FREEDOM; degree++) {
    const row = STATE_SIZE - DEGREES_OF_FREEDOM + degree;
    dynamics.set(A.subarray(row * STATE_SIZE, (row + 1) * STATE_SIZE), degree * MAP_COLUMNS);
    dynamics.set([B[row], E[row]], DEGREES_OF_FREEDOM * MAP_COLUMNS + 4 * degree);
  }
  return dynamics;
}
