import type { StageTask } from '../../engine';
import { LimitError } from '../../errors';
import type { BuildingLayouts } from './layouts';
import { buildingLayouts, GROUND_RECORD, HYPERPARAMETERS, ROLLOUT, ROWS, STATISTICS } from './layouts';
import type { NetworkLayout } from './networkLayout';
import { groundSize } from './groundMotions';
import type { Shape } from './shape';
import { observationStride, shapeOf } from './shape';
import { LEAST_TILE_ROWS, MOST_TILE_ROWS } from './sharedConstants';

/** Bytes from one uniform of an epoch or a minibatch to the next: the alignment that every device accepts. */
export const UNIFORM_STRIDE = 256;

/** Sizes of a stage's rollout and update. */
export interface StageSizes {
  readonly shape: Shape;
  readonly layouts: BuildingLayouts;
  readonly environments: number;
  readonly samples: number;
  readonly batchSize: number;
  readonly minibatchesPerEpoch: number;
  /** Episodes that can end in one environment during a rollout. */
  readonly finalsPerEnvironment: number;
  readonly hasBaseline: boolean;
}

/** Counts what a rollout and an update of the stage have: samples, minibatches, episodes that can end. */
export function stageSizes({ hyperparameters, environment }: StageTask): StageSizes {
  const samples = environment.count * hyperparameters.n_steps;
  const batchSize = Math.min(hyperparameters.batch_size, samples);
  const shortest = Math.min(...environment.records.map(({ acceleration }) => acceleration.length));
  const shortestEpisode = Math.ceil(shortest / environment.controlPeriod);
  const shape = shapeOf(environment.building);
  return {
    shape,
    layouts: buildingLayouts(shape),
    environments: environment.count,
    samples,
    batchSize,
    minibatchesPerEpoch: Math.ceil(samples / batchSize),
    finalsPerEnvironment: Math.floor(hyperparameters.n_steps / shortestEpisode) + 1,
    hasBaseline: environment.advantageBaseline !== 'none',
  };
}

export type BufferName = keyof ReturnType<typeof bufferSizes>;
export type StageBuffers = Readonly<Record<BufferName, GPUBuffer>>;

/** Bytes of every buffer. */
function bufferSizes(sizes: StageSizes, layout: NetworkLayout, task: StageTask) {
  const { environments, samples, minibatchesPerEpoch, finalsPerEnvironment, batchSize } = sizes;
  const { SCALES, DYNAMICS, ENVIRONMENT, FINAL, MOMENTS, SAMPLE } = sizes.layouts;
  const stride = observationStride(sizes.shape);
  const { count, randomisation, records } = task.environment;
  const finals = environments * finalsPerEnvironment;
  const epochs = task.hyperparameters.n_epochs;
  const minibatches = minibatchesPerEpoch * epochs;
  return {
    architecture: layout.uniform.byteLength,
    hyperparameters: HYPERPARAMETERS.uniformSize,
    epochs: UNIFORM_STRIDE * epochs,
    minibatches: UNIFORM_STRIDE * minibatches,
    rollout: ROLLOUT.uniformSize,
    scales: SCALES.uniformSize,
    dynamics: DYNAMICS.uniformSize,
    rowsOfSamples: ROWS.uniformSize,
    rowsOfNow: ROWS.uniformSize,
    rowsOfFinals: ROWS.uniformSize,
    rowsOfBaselineSamples: ROWS.uniformSize,
    rowsOfBaselineNow: ROWS.uniformSize,
    rowsOfBaselineFinals: ROWS.uniformSize,
    network: 4 * layout.networkSize,
    networkBefore: 4 * layout.networkSize,
    optimizer: 8 * layout.parametersSize,
    optimizerBefore: 8 * layout.parametersSize,
    ground: groundSize(task.environment),
    records: GROUND_RECORD.size * records.length,
    environments: ENVIRONMENT.size * count,
    environmentsBefore: ENVIRONMENT.size * count,
    delayedActions: Math.max(4, 4 * count * randomisation.latency_steps),
    delayedActionsBefore: Math.max(4, 4 * count * randomisation.latency_steps),
    observations: 4 * (sizes.hasBaseline ? 2 * stride + 1 : stride) * samples,
    transitions: 16 * samples,
    finals: FINAL.size * finals,
    values: 4 * (sizes.hasBaseline ? 2 : 1) * (samples + environments + finals),
    estimates: 16 * samples,
    returnSums: 8 * environments,
    moments: MOMENTS.size,
    samples: SAMPLE.size * samples,
    activations: 4 * layout.activationsSize,
    deltas: 4 * layout.activationsSize,
    losses: (32 * wholeTiles(batchSize)) / LEAST_TILE_ROWS,
    liveRows: 8 * wholeTiles(batchSize),
    gradients: 4 * layout.parametersSize,
    squaredNorms: 16 * Math.ceil(layout.blockCount / 4),
    statistics: STATISTICS.size * minibatches,
    stopped: 4,
  };
}

const UNIFORMS: ReadonlySet<string> = new Set([
  'architecture',
  'hyperparameters',
  'epochs',
  'minibatches',
  'rollout',
  'scales',
  'dynamics',
  'rowsOfSamples',
  'rowsOfNow',
  'rowsOfFinals',
  'rowsOfBaselineSamples',
  'rowsOfBaselineNow',
  'rowsOfBaselineFinals',
]);

/**
 * Refuses a device that allows no buffer as large as one of the stage's.
 *
 * @throws LimitError naming the largest
 */
export function assertBuffersAllowed(
  limits: GPUSupportedLimits,
  sizes: StageSizes,
  layout: NetworkLayout,
  task: StageTask,
): void {
  const bytes = bufferSizes(sizes, layout, task);
  const names = (Object.keys(bytes) as BufferName[]).filter((name) => !UNIFORMS.has(name));
  const largest = names.reduce((a, b) => (bytes[b] > bytes[a] ? b : a));
  const allowed = Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize);
  if (bytes[largest] > allowed) {
    throw new LimitError(
      `the buffer "${largest}" needs ${bytes[largest]} bytes, and this GPU allows ${allowed}`,
    );
  }
}

/** Makes the stage's buffers, all zeros. */
export function createStageBuffers(
  device: GPUDevice,
  sizes: StageSizes,
  layout: NetworkLayout,
  task: StageTask,
): StageBuffers {
  const bytes = bufferSizes(sizes, layout, task);
  const names = Object.keys(bytes) as BufferName[];
  return Object.fromEntries(
    names.map((name) => {
      const kind = UNIFORMS.has(name) ? GPUBufferUsage.UNIFORM : GPUBufferUsage.STORAGE;
      const usage = kind | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
      return [name, device.createBuffer({ label: name, size: bytes[name], usage })];
    }),
  ) as Record<BufferName, GPUBuffer>;
}

/** Rounds a number of rows up to whole tiles, however large those are. */
export function wholeTiles(rows: number): number {
  return MOST_TILE_ROWS * Math.ceil(rows / MOST_TILE_ROWS);
}
