import { DEGREES_OF_FREEDOM } from '../../../building/shearBuilding';
import { STATE_SIZE } from '../../../building/stepMap';
import { PURPOSE } from '../../../random/stream';
import { ADAM } from '../../adamConstants';
import { LOG_SQRT_2_PI } from '../../diagonalGaussian';
import { OBSERVATION_SIZE } from '../../parameters';

/** Floats from one building's state to the next in workgroup memory, and of a row of the step map: vectors of four. */
export const STRUCTURE_STRIDE = 4 * Math.ceil(STATE_SIZE / 4);
/** What the uncontrolled building shows in a control period, and its reward. */
export const UNCONTROLLED_SIZE = OBSERVATION_SIZE + 1;
/** Environments of a workgroup of the rollout. */
export const TOWER_ROWS = 4;
/** Rows of a minibatch, or of observations to value, in a workgroup. */
export const TILE_ROWS = 8;
/** Threads of a workgroup: for an environment each, and for a block of 4 x 4 weights each. */
export const ADVANTAGE_THREADS = 64;
export const ADAM_THREADS = 64;
export const CHECKSUM_THREADS = 256;
/** Blocks of 8 x 8 weights in a workgroup. */
export const GRADIENT_BLOCKS = 32;
/** Values of `stopped`: why the rest of the update takes no steps. */
export const GOES_ON = 0;
export const TOO_FAR = 1;
export const NOT_FINITE = 2;

/** `u32` in WGSL. */
const UNSIGNED = {
  OBSERVATION_SIZE,
  DEGREES_OF_FREEDOM,
  STATE_SIZE,
  STRUCTURE_STRIDE,
  UNCONTROLLED_SIZE,
  TOWER_ROWS,
  TILE_ROWS,
  ADVANTAGE_THREADS,
  ADAM_THREADS,
  CHECKSUM_THREADS,
  GRADIENT_BLOCKS,
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

/** Every constant that WGSL has from TypeScript: its name and its declaration. */
export const CONSTANTS: readonly { readonly name: string; readonly wgsl: string }[] = [
  ...Object.entries(UNSIGNED).map(([name, value]) => ({ name, wgsl: `const ${name} = ${value}u;\n` })),
  ...Object.entries(FLOATS).map(([name, value]) => ({ name, wgsl: `const ${name} = ${value};\n` })),
];
