import { hypot } from '../numerics/hypot';
import { PURPOSE, RandomStream } from '../random/stream';
import { observationSizeOf } from '../building/building';
import type { RunSettings } from '../curriculum/settings';
import type { TaskBuilding } from '../curriculum/taskBuilding';
import { taskBuilding } from '../curriculum/taskBuilding';
import type { Architecture } from './parameters';
import { NO_NORMALISATION } from './normalisation';
import { parameterCount, parameterLayout } from './parameters';
import type { RunnerState } from './runnerState';

/** Gains of Stable-Baselines3's `ActorCriticPolicy`: a small action head starts with actions near zero. */
const ACTION_HEAD_GAIN = 0.01;
const VALUE_HEAD_GAIN = 1;
const HIDDEN_GAIN = Math.SQRT2;

/** The networks for the building's sensors. */
export function architectureOf(settings: TaskBuilding & Pick<RunSettings, 'policy'>): Architecture {
  const { policy } = settings;
  return {
    observationSize: observationSizeOf(taskBuilding(settings)),
    netArch: policy.net_arch,
    activation: policy.activation_fn,
  };
}

/** What decides how the networks begin. */
type PolicyStart = TaskBuilding & Pick<RunSettings, 'policy' | 'seed'>;

/** The state of a run that has not been trained. */
export function initialState(settings: PolicyStart): RunnerState {
  const parameters = initialParameters(settings);
  const { length } = parameters;
  return {
    architecture: architectureOf(settings),
    parameters,
    optimizer: { step: 0, expAvg: new Float32Array(length), expAvgSq: new Float32Array(length) },
    counters: { numTimesteps: 0, nUpdates: 0, stageTimesteps: 0, iteration: 0 },
    environments: null,
    normalisation: NO_NORMALISATION,
    episodes: [],
    best: null,
  };
}

/**
 * The parameters before training: orthogonal weights, zero biases, `log_std_init`.
 *
 * @returns float32 vector in the order of `parameterLayout`
 */
export function initialParameters(settings: PolicyStart): Float32Array {
  const { policy, seed } = settings;
  const architecture = architectureOf(settings);
  const parameters = new Float32Array(parameterCount(architecture));
  const random = new RandomStream(seed, 0, PURPOSE.initialisation);
  parameterLayout(architecture).forEach((tensor, position) => {
    const target = parameters.subarray(tensor.offset, tensor.offset + tensor.size);
    if (tensor.name === 'log_std') target.fill(policy.log_std_init);
    else if (tensor.name.endsWith('.weight')) {
      const [rows, columns] = tensor.shape;
      target.set(orthogonal(rows, columns, gainOf(tensor.name), (index) => random.normal(position, index)));
    }
  });
  return parameters;
}

function gainOf(name: string): number {
  if (name === 'action_net.weight') return ACTION_HEAD_GAIN;
  if (name === 'value_net.weight') return VALUE_HEAD_GAIN;
  return HIDDEN_GAIN;
}

/**
 * A random matrix whose rows (or columns, whichever are fewer) are orthogonal and of length `gain`
 * (Saxe et al. 2014, as `torch.nn.init.orthogonal_`).
 *
 * @param normal standard normal number of an index
 * @returns rows x columns, row-major, float64
 */
export function orthogonal(
  rows: number,
  columns: number,
  gain: number,
  normal: (index: number) => number,
): Float64Array {
  const count = Math.min(rows, columns);
  const length = Math.max(rows, columns);
  const vectors = Float64Array.from({ length: count * length }, (_, index) => normal(index));
  orthonormalise(vectors, count, length);
  if (rows <= columns) return vectors.map((value) => gain * value);
  const transposed = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      transposed[row * columns + column] = gain * vectors[column * length + row];
    }
  }
  return transposed;
}

/** Gram-Schmidt, each vector twice: once is not enough in floating point (Giraud et al. 2005). */
function orthonormalise(vectors: Float64Array, count: number, length: number): void {
  for (let current = 0; current < count; current++) {
    const vector = vectors.subarray(current * length, (current + 1) * length);
    for (let pass = 0; pass < 2; pass++) {
      for (let earlier = 0; earlier < current; earlier++) {
        const direction = vectors.subarray(earlier * length, (earlier + 1) * length);
        let projection = 0;
        for (let i = 0; i < length; i++) projection += direction[i] * vector[i];
        for (let i = 0; i < length; i++) vector[i] -= projection * direction[i];
      }
    }
    const norm = hypot(...vector);
    for (let i = 0; i < length; i++) vector[i] /= norm;
  }
}
