import type { StageTask } from '../../engine';
import { LimitError } from '../../errors';
import type { BuildingLayouts } from './layouts';
import {
  buildingLayouts,
  GROUND_RECORD,
  HYPERPARAMETERS,
  MEMBERS,
  ROLLOUT,
  ROWS,
  STATISTICS,
} from './layouts';
import type { NetworkLayout } from './networkLayout';
import { groundSize } from './groundMotions';
import type { Shape } from './shape';
import { observationStride, shapeOf } from './shape';
import { LEAST_TILE_ROWS, MOST_MEMBERS, MOST_TILE_ROWS } from './sharedConstants';
import type { Values } from './structLayout';

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

export type BufferName = keyof ReturnType<typeof sharedBytes> | keyof ReturnType<typeof memberBytes>;
export type StageBuffers = Readonly<Record<BufferName, GPUBuffer>>;

/** How large a stage is on the GPU. */
export interface StageExtent {
  readonly sizes: StageSizes;
  readonly layout: NetworkLayout;
  readonly task: StageTask;
}

/** Bytes of the buffers that all members share. */
function sharedBytes({ sizes, layout, task }: StageExtent) {
  const epochs = task.hyperparameters.n_epochs;
  return {
    architecture: layout.uniform.byteLength,
    members: MEMBERS.uniformSize,
    hyperparameters: HYPERPARAMETERS.uniformSize * MOST_MEMBERS,
    epochs: UNIFORM_STRIDE * epochs,
    minibatches: UNIFORM_STRIDE * sizes.minibatchesPerEpoch * epochs,
    rollout: ROLLOUT.uniformSize,
    dynamics: sizes.layouts.DYNAMICS.uniformSize,
    rowsOfSamples: ROWS.uniformSize,
    rowsOfNow: ROWS.uniformSize,
    rowsOfFinals: ROWS.uniformSize,
    rowsOfBaselineSamples: ROWS.uniformSize,
    rowsOfBaselineNow: ROWS.uniformSize,
    rowsOfBaselineFinals: ROWS.uniformSize,
    ground: groundSize(task.environment),
    records: GROUND_RECORD.size * task.environment.records.length,
  };
}

/** Those of them that are no uniforms. */
const SHARED_STORAGE: ReadonlySet<string> = new Set(['ground', 'records']);

/** Bytes of each member's part of the buffers that have one for each: whole vectors of four, where a pass reads those. */
function memberBytes({ sizes, layout, task }: StageExtent) {
  const { environments, samples, minibatchesPerEpoch, finalsPerEnvironment, batchSize } = sizes;
  const { ENVIRONMENT, FINAL, MOMENTS, SAMPLE } = sizes.layouts;
  const finals = environments * finalsPerEnvironment;
  const delayedActions = Math.max(4, 4 * environments * task.environment.randomisation.latency_steps);
  return {
    network: 4 * layout.networkSize,
    networkBefore: 4 * layout.networkSize,
    optimizer: 8 * layout.parametersSize,
    optimizerBefore: 8 * layout.parametersSize,
    environments: ENVIRONMENT.size * environments,
    environmentsBefore: ENVIRONMENT.size * environments,
    delayedActions,
    delayedActionsBefore: delayedActions,
    observations: 4 * observationsSize(sizes),
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
    statistics: STATISTICS.size * minibatchesPerEpoch * task.hyperparameters.n_epochs,
    stopped: 4,
  };
}

/** Floats of a member's `observations`: with a baseline, those of the uncontrolled building and its rewards as well. */
export function observationsSize({ shape, samples, hasBaseline }: StageSizes): number {
  const stride = observationStride(shape);
  return wholeFours((hasBaseline ? 2 * stride + 1 : stride) * samples);
}

/** The uniform `Members` but for its slots. */
export function memberStrides(extent: StageExtent): Omit<Values<typeof MEMBERS.fields>, 'slots'> {
  const { samples, environments, finalsPerEnvironment } = extent.sizes;
  const bytes = memberBytes(extent);
  return {
    network: bytes.network / 4,
    parameters: bytes.gradients / 4,
    observations: bytes.observations / 4,
    values: bytes.values / 4,
    activations: bytes.activations / 4,
    losses: bytes.losses / 4,
    liveRows: bytes.liveRows / 4,
    squaredNorms: bytes.squaredNorms / 4,
    delayedActions: bytes.delayedActions / 4,
    samples,
    environments,
    finals: environments * finalsPerEnvironment,
    statistics: bytes.statistics / STATISTICS.size,
  };
}

/** Uniforms of which a pass sees one at a time: what is bound is never all of the buffer. */
const WINDOWED: ReadonlySet<string> = new Set(['epochs', 'minibatches']);

/**
 * How many members the device has room for, in the largest of the buffers that have a part for each.
 *
 * @throws LimitError naming the buffer that is furthest beyond its limit, where there is no room for a single one
 */
export function membersAllowed(limits: GPUSupportedLimits, extent: StageExtent): number {
  const { maxBufferSize, maxStorageBufferBindingSize, maxUniformBufferBindingSize } = limits;
  const storage = Math.min(maxBufferSize, maxStorageBufferBindingSize);
  const uniform = Math.min(maxBufferSize, maxUniformBufferBindingSize);
  const shared = Object.entries(sharedBytes(extent)).map(([name, bytes]) => {
    const ofUniform = WINDOWED.has(name) ? maxBufferSize : uniform;
    return { name, bytes, allowed: SHARED_STORAGE.has(name) ? storage : ofUniform };
  });
  const ofMembers = Object.entries(memberBytes(extent)).map(([name, bytes]) => ({
    name,
    bytes,
    allowed: storage,
  }));
  // A limit that a browser does not know is none.
  const beyond = [...shared, ...ofMembers].filter(({ bytes, allowed }) => bytes > allowed);
  if (beyond.length > 0) {
    const worst = beyond.reduce((a, b) => (b.bytes / b.allowed > a.bytes / a.allowed ? b : a));
    throw new LimitError(
      `the buffer "${worst.name}" needs ${worst.bytes} bytes, and this GPU allows ${worst.allowed}`,
    );
  }
  return Math.floor(storage / Math.max(...ofMembers.map(({ bytes }) => bytes)));
}

/** Makes the buffers of a stage with room for so many members, all zeros. */
export function createStageBuffers(device: GPUDevice, extent: StageExtent, capacity: number): StageBuffers {
  const create = (label: string, size: number, kind: number) =>
    device.createBuffer({ label, size, usage: kind | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST });
  const { UNIFORM, STORAGE } = GPUBufferUsage;
  const shared = Object.entries(sharedBytes(extent)).map(([name, bytes]) => {
    const kind = SHARED_STORAGE.has(name) ? STORAGE : UNIFORM;
    return [name, create(name, bytes, kind)] as const;
  });
  const ofMembers = Object.entries(memberBytes(extent)).map(
    ([name, bytes]) => [name, create(name, bytes * capacity, STORAGE)] as const,
  );
  return Object.fromEntries([...shared, ...ofMembers]) as Record<BufferName, GPUBuffer>;
}

function wholeFours(count: number): number {
  return 4 * Math.ceil(count / 4);
}

/** Rounds a number of rows up to whole tiles, however large those are. */
export function wholeTiles(rows: number): number {
  return MOST_TILE_ROWS * Math.ceil(rows / MOST_TILE_ROWS);
}
