import { PURPOSE } from '../../../random/stream';
import { ADAM } from '../../adamConstants';
import { LOG_SQRT_2_PI } from '../../diagonalGaussian';
import type { Shape } from './shape';
import { observationStride, uncontrolledSize } from './shape';

/** Runs that a dispatch computes side by side, at most: a multiple of four. */
export const MOST_MEMBERS = 16;
/** Environments of a workgroup of the rollout. */
export const TOWER_ROWS = 4;
/** Rows of a minibatch, or of observations to value, that a workgroup takes at once: the fewest and the most. */
export const LEAST_TILE_ROWS = 8;
export const MOST_TILE_ROWS = 16;
/** Threads of a workgroup: for an environment each, and for a block of 4 x 4 weights each. */
export const ADVANTAGE_THREADS = 64;
export const ADAM_THREADS = 64;
export const CHECKSUM_THREADS = 256;
/** In a list of rows: none. */
export const NO_ROW = 0xffff_ffff;
/** Values of `stopped`: why the rest of the update takes no steps. */
export const GOES_ON = 0;
export const TOO_FAR = 1;
export const NOT_FINITE = 2;

/** `u32` in WGSL. */
const UNSIGNED = {
  MOST_MEMBERS,
  TOWER_ROWS,
  ADVANTAGE_THREADS,
  ADAM_THREADS,
  CHECKSUM_THREADS,
  NO_ROW,
  GOES_ON,
  TOO_FAR,
  NOT_FINITE,
  ACTION_NOISE: PURPOSE.actionNoise,
  RECORD_DRAW: PURPOSE.recordDraw,
  ACTUATOR_NOISE: PURPOSE.actuatorNoise,
  SENSOR_NOISE: PURPOSE.sensorNoise,
  SENSOR_DROPOUT: PURPOSE.sensorDropout,
  RECORD_AMPLITUDE: PURPOSE.recordAmplitude,
};
/** Abstract floats in WGSL: with all their digits until they meet a number of the GPU's. */
const FLOATS = {
  LOG_SQRT_2_PI,
  ADAM_BETA1: ADAM.beta1,
  ADAM_BETA2: ADAM.beta2,
  ADAM_EPSILON: ADAM.epsilon,
};

/** `u32` in WGSL, which the building decides. */
function constantsOfShape(shape: Shape) {
  return {
    OBSERVATION_SIZE: shape.observationSize,
    OBSERVATION_STRIDE: observationStride(shape),
    OBSERVATION_VECTORS: observationStride(shape) / 4,
    DEGREES_OF_FREEDOM: shape.degreesOfFreedom,
    UNCONTROLLED_SIZE: uncontrolledSize(shape),
  };
}

/** Every constant that WGSL has from TypeScript: its name and its declaration. */
export function constantsOf(shape: Shape): readonly { readonly name: string; readonly wgsl: string }[] {
  const unsigned = Object.entries({ ...constantsOfShape(shape), ...UNSIGNED });
  return [
    ...unsigned.map(([name, value]) => ({ name, wgsl: `const ${name} = ${value}u;\n` })),
    ...Object.entries(FLOATS).map(([name, value]) => ({ name, wgsl: `const ${name} = ${value};\n` })),
  ];
}
