import { BETA, GAMMA, TIME_STEP } from '../../../building/newmark';
import { DEGREES_OF_FREEDOM, ROOF } from '../../../building/shearBuilding';
import { STATE_SIZE, stepMap } from '../../../building/stepMap';
import type { EnvironmentSpecification, VectorEnvironmentState } from '../../../environment/specification';
import type { VectorEnvironment } from '../../../environment/vectorEnvironment';
import { OBSERVED_STATE } from '../../../environment/observation';
import { rewardScaleOf, uncontrolledResponse } from '../../../environment/uncontrolledResponse';
import type { GroundMotion } from '../../../groundMotion/groundMotion';
import type { StageTask } from '../../engine';
import { OBSERVATION_SIZE } from '../../parameters';
import type { EngineState } from '../../runnerState';
import {
  ENVIRONMENT_WORDS,
  FINALS_PLACE,
  OBSERVATION_PLACE,
  packEnvironments,
  UNCONTROLLED_PLACE,
} from './environmentState';
import type { NetworkLayout } from './networkLayout';
import { networkLayout, networkOf, withPadding } from './networkLayout';
import type { Pass, PassConstants, Pipelines } from './pipelines';
import { createPipelines } from './pipelines';
import type { EngineDevice } from './submitter';
import type { Tuning } from './tuning';
import { tuningOf } from './tuning';

/** Bytes from one uniform of an epoch or a minibatch to the next: the alignment that every device accepts. */
export const UNIFORM_STRIDE = 256;
/** Bytes of such a uniform. */
const UNIFORM_WINDOW = 32;
/** Words of `Final` in environment.wgsl: both observations, sample, return, length. */
export const FINAL_WORDS = 2 * OBSERVATION_SIZE + 3;
export const FINAL_SAMPLE = 2 * OBSERVATION_SIZE;
/** Columns that a row of the step map is padded to. */
const MAP_COLUMNS = 40;

/** Sizes of a stage's rollout and update. */
export interface StageSizes {
  readonly environments: number;
  readonly samples: number;
  readonly batchSize: number;
  readonly minibatchesPerEpoch: number;
  /** Episodes that can end in one environment during a rollout. */
  readonly finalsPerEnvironment: number;
  readonly hasBaseline: boolean;
}

/** Everything that a stage needs on the GPU: memory, programs, and which memory a program works on. */
export interface StagePrograms {
  readonly sizes: StageSizes;
  readonly layout: NetworkLayout;
  readonly buffers: Readonly<Record<BufferName, GPUBuffer>>;
  readonly pipelines: Pipelines;
  readonly bindings: Readonly<Record<Binding, GPUBindGroup>>;
}

export type BufferName = keyof ReturnType<typeof bufferSizes>;
type Binding = Exclude<Pass, 'evaluate'> | Evaluation;

/** What the critic values: of the rollout, and of the uncontrolled building beside it. */
type Evaluation =
  | 'evaluateSamples'
  | 'evaluateNow'
  | 'evaluateFinals'
  | 'evaluateBaselineSamples'
  | 'evaluateBaselineNow'
  | 'evaluateBaselineFinals';

/** Bytes of every buffer. */
function bufferSizes(sizes: StageSizes, layout: NetworkLayout, task: StageTask) {
  const { environments, samples, minibatchesPerEpoch, finalsPerEnvironment, batchSize } = sizes;
  const { count, randomisation, records } = task.environment;
  const finals = environments * finalsPerEnvironment;
  const epochs = task.hyperparameters.n_epochs;
  const minibatches = minibatchesPerEpoch * epochs;
  return {
    architecture: layout.uniform.byteLength,
    hyperparameters: 48,
    epochs: UNIFORM_STRIDE * epochs,
    minibatches: UNIFORM_STRIDE * minibatches,
    rollout: 80,
    scales: 304,
    dynamics: 4 * (DEGREES_OF_FREEDOM * MAP_COLUMNS + DEGREES_OF_FREEDOM * 4),
    rowsOfSamples: 32,
    rowsOfNow: 32,
    rowsOfFinals: 32,
    rowsOfBaselineSamples: 32,
    rowsOfBaselineNow: 32,
    rowsOfBaselineFinals: 32,
    network: 4 * layout.networkSize,
    networkBefore: 4 * layout.networkSize,
    optimizer: 8 * layout.parametersSize,
    optimizerBefore: 8 * layout.parametersSize,
    ground: groundSize(task.environment),
    records: 16 * records.length,
    environments: 4 * ENVIRONMENT_WORDS * count,
    environmentsBefore: 4 * ENVIRONMENT_WORDS * count,
    delayedActions: Math.max(4, 4 * count * randomisation.latency_steps),
    delayedActionsBefore: Math.max(4, 4 * count * randomisation.latency_steps),
    observations: 4 * (sizes.hasBaseline ? 2 * OBSERVATION_SIZE + 1 : OBSERVATION_SIZE) * samples,
    transitions: 16 * samples,
    finals: 4 * FINAL_WORDS * finals,
    values: 4 * (sizes.hasBaseline ? 2 : 1) * (samples + environments + finals),
    estimates: 16 * samples,
    returnSums: 8 * environments,
    moments: 304,
    samples: 64 * samples,
    activations: 4 * layout.activationsSize,
    deltas: 4 * layout.activationsSize,
    losses: 32 * wholeTiles(batchSize),
    gradients: 4 * layout.parametersSize,
    squaredNorms: 4 * layout.blockCount,
    statistics: 32 * minibatches,
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

/** Uniforms of which a pass sees one window at a time. */
const WINDOWS: ReadonlySet<string> = new Set(['epochs', 'minibatches']);

/** Buffers of every pass, in the order of its bindings. */
const BINDINGS: Readonly<Record<Binding, readonly BufferName[]>> = {
  collect: [
    ...(['architecture', 'rollout', 'dynamics', 'network', 'ground', 'records', 'environments'] as const),
    ...(['delayedActions', 'observations', 'transitions', 'finals', 'scales'] as const),
  ],
  evaluateSamples: ['architecture', 'rowsOfSamples', 'network', 'observations', 'values', 'scales'],
  evaluateNow: ['architecture', 'rowsOfNow', 'network', 'environments', 'values', 'scales'],
  evaluateFinals: ['architecture', 'rowsOfFinals', 'network', 'finals', 'values', 'scales'],
  evaluateBaselineSamples: [
    ...(['architecture', 'rowsOfBaselineSamples', 'network', 'observations', 'values', 'scales'] as const),
  ],
  evaluateBaselineNow: [
    ...(['architecture', 'rowsOfBaselineNow', 'network', 'environments', 'values', 'scales'] as const),
  ],
  evaluateBaselineFinals: [
    ...(['architecture', 'rowsOfBaselineFinals', 'network', 'finals', 'values', 'scales'] as const),
  ],
  advantages: [
    'hyperparameters',
    'transitions',
    'values',
    'environments',
    'estimates',
    'returnSums',
    'observations',
  ],
  measure: ['hyperparameters', 'estimates', 'observations', 'returnSums', 'moments'],
  gather: ['hyperparameters', 'epochs', 'observations', 'transitions', 'estimates', 'samples'],
  gradient: [
    ...(['architecture', 'hyperparameters', 'minibatches', 'network', 'samples'] as const),
    ...(['activations', 'deltas', 'losses'] as const),
  ],
  weightGradient: ['architecture', 'minibatches', 'activations', 'deltas', 'gradients', 'squaredNorms'],
  norm: [
    ...(['architecture', 'hyperparameters', 'minibatches', 'network', 'losses', 'squaredNorms'] as const),
    ...(['gradients', 'statistics', 'stopped'] as const),
  ],
  adam: [
    ...(['architecture', 'hyperparameters', 'minibatches', 'gradients', 'statistics'] as const),
    ...(['network', 'optimizer', 'stopped'] as const),
  ],
};

/** Lays a stage out on the GPU, at `state`. */
export async function createStagePrograms(
  { device, software }: EngineDevice,
  task: StageTask,
  state: EngineState,
  environments: VectorEnvironment,
): Promise<StagePrograms> {
  const { hyperparameters, environment } = task;
  const samples = environment.count * hyperparameters.n_steps;
  const batchSize = Math.min(hyperparameters.batch_size, samples);
  const layout = networkLayout(state.architecture, wholeTiles(batchSize));
  const shortest = Math.min(...environment.records.map(({ acceleration }) => acceleration.length));
  const sizes: StageSizes = {
    environments: environment.count,
    samples,
    batchSize,
    minibatchesPerEpoch: Math.ceil(samples / batchSize),
    finalsPerEnvironment:
      Math.floor(hyperparameters.n_steps / Math.ceil(shortest / environment.controlPeriod)) + 1,
    hasBaseline: environment.advantageBaseline !== 'none',
  };
  const bytes = bufferSizes(sizes, layout, task);
  const names = Object.keys(bytes) as BufferName[];
  const buffers = Object.fromEntries(
    names.map((name) => {
      const kind = UNIFORMS.has(name) ? GPUBufferUsage.UNIFORM : GPUBufferUsage.STORAGE;
      const usage = kind | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
      return [name, device.createBuffer({ label: name, size: bytes[name], usage })];
    }),
  ) as Record<BufferName, GPUBuffer>;
  const pipelines = await createPipelines(
    device,
    constantsOf(sizes, layout, tuningOf(device.limits, software, layout.widest)),
  );
  const bindings = Object.fromEntries(
    (Object.keys(BINDINGS) as Binding[]).map((binding) => {
      const pass: Pass = binding.startsWith('evaluate') ? 'evaluate' : (binding as Pass);
      const entries = BINDINGS[binding].map((name, index) => ({
        binding: index,
        resource: WINDOWS.has(name)
          ? { buffer: buffers[name], size: UNIFORM_WINDOW }
          : { buffer: buffers[name] },
      }));
      return [binding, device.createBindGroup({ layout: pipelines[pass].getBindGroupLayout(0), entries })];
    }),
  ) as Record<Binding, GPUBindGroup>;
  const programs = { sizes, layout, buffers, pipelines, bindings };
  upload(device, programs, task, state, environments.state(), environments.baselineObservations);
  return programs;
}

function constantsOf(sizes: StageSizes, { widest }: NetworkLayout, tuning: Tuning): PassConstants {
  const observed = Object.fromEntries(OBSERVED_STATE.map((place, i) => [`observed${i}`, place]));
  const newmark = { timeStep: TIME_STEP, newmarkBeta: BETA, newmarkGamma: GAMMA };
  return {
    collect: { ...newmark, ...observed, widest, roof: ROOF, THREADS: tuning.towerThreads },
    evaluate: { widest, THREADS: tuning.tileThreads },
    advantages: {
      environmentSize: ENVIRONMENT_WORDS,
      finalsPlace: FINALS_PLACE,
      finalsPerEnvironment: sizes.finalsPerEnvironment,
      hasBaseline: sizes.hasBaseline ? 1 : 0,
    },
    gradient: { widest, THREADS: tuning.tileThreads },
    weightGradient: { shares: tuning.weightGradientShares },
  };
}

function upload(
  device: GPUDevice,
  { sizes, layout, buffers }: Pick<StagePrograms, 'sizes' | 'layout' | 'buffers'>,
  { hyperparameters, environment }: StageTask,
  { parameters, optimizer }: EngineState,
  environments: VectorEnvironmentState,
  uncontrolled: Float32Array | null,
): void {
  const write = (name: BufferName, data: ArrayBuffer | ArrayBufferView<ArrayBuffer>, offset = 0) =>
    device.queue.writeBuffer(buffers[name], offset, data);
  write('architecture', layout.uniform);
  write('network', networkOf(layout, parameters));
  write('optimizer', withPadding(layout, optimizer.expAvg));
  write('optimizer', withPadding(layout, optimizer.expAvgSq), 4 * layout.parametersSize);
  write('environments', packEnvironments(environments, uncontrolled));
  if (environments.delayedActions.length > 0) {
    write('delayedActions', Float32Array.from(environments.delayedActions));
  }
  write('dynamics', dynamicsOf(environment));
  write('ground', groundOf(environment));
  write('records', recordsOf(environment));
  const { samples } = sizes;
  const finals = sizes.environments * sizes.finalsPerEnvironment;
  const rows = (name: BufferName, count: number, first: number, stride: number, value: number, isRaw = 0) =>
    write(name, Uint32Array.of(count, first, stride, value, isRaw));
  const environmentCount = sizes.environments;
  rows('rowsOfSamples', samples, 0, OBSERVATION_SIZE, 0);
  rows('rowsOfNow', environmentCount, OBSERVATION_PLACE, ENVIRONMENT_WORDS, samples, 1);
  rows('rowsOfFinals', finals, 0, FINAL_WORDS, samples + environmentCount);
  const behind = samples + environmentCount + finals;
  rows('rowsOfBaselineSamples', samples, OBSERVATION_SIZE * samples, OBSERVATION_SIZE, behind);
  rows('rowsOfBaselineNow', environmentCount, UNCONTROLLED_PLACE, ENVIRONMENT_WORDS, behind + samples, 1);
  rows('rowsOfBaselineFinals', finals, OBSERVATION_SIZE, FINAL_WORDS, behind + samples + environmentCount);
  const { clip_range, clip_range_vf, ent_coef, vf_coef, max_grad_norm, target_kl } = hyperparameters;
  const uniform = new DataView(new ArrayBuffer(48));
  [
    ...[clip_range, clip_range_vf ?? -1, ent_coef, vf_coef, max_grad_norm, target_kl ?? -1],
    ...[hyperparameters.gamma, hyperparameters.gae_lambda],
  ].forEach((value, i) => uniform.setFloat32(4 * i, value, true));
  const isNormalised = hyperparameters.normalize_advantage ? 1 : 0;
  [isNormalised, sizes.batchSize, samples, sizes.environments].forEach((value, i) =>
    uniform.setUint32(32 + 4 * i, value, true),
  );
  write('hyperparameters', uniform.buffer);
}

/** Words of an uncontrolled response in one control period: observation and reward. */
const UNCONTROLLED_WORDS = OBSERVATION_SIZE + 1;

function periodsOf({ acceleration }: GroundMotion, { controlPeriod }: EnvironmentSpecification): number {
  return Math.ceil(acceleration.length / controlPeriod);
}

/** Floats of the accelerations of all records. */
function stepsOf({ records }: EnvironmentSpecification): number {
  return records.reduce((sum, { acceleration }) => sum + acceleration.length, 0);
}

function groundSize(environment: EnvironmentSpecification): number {
  const accelerations = stepsOf(environment);
  if (environment.advantageBaseline === 'none') return 4 * accelerations;
  const rows = environment.records.reduce((sum, record) => sum + periodsOf(record, environment) + 1, 0);
  return 4 * (accelerations + UNCONTROLLED_WORDS * rows);
}

/** Accelerations of all records, then the uncontrolled responses where they are a baseline: see environment.wgsl. */
function groundOf(environment: EnvironmentSpecification): Float32Array<ArrayBuffer> {
  const ground = new Float32Array(groundSize(environment) / 4);
  let place = 0;
  for (const { acceleration } of environment.records) {
    ground.set(acceleration, place);
    place += acceleration.length;
  }
  if (environment.advantageBaseline === 'none') return ground;
  for (const record of environment.records) {
    const { observations, rewards } = uncontrolledResponse(record, environment);
    for (let row = 0; row <= rewards.length; row++, place += UNCONTROLLED_WORDS) {
      const first = row * OBSERVATION_SIZE;
      ground.set(observations.subarray(first, first + OBSERVATION_SIZE), place);
      if (row < rewards.length) ground[place + OBSERVATION_SIZE] = rewards[row];
    }
  }
  return ground;
}

/** The rows of the step map that give the accelerations, and their responses to force and ground. */
function dynamicsOf({ integrator }: EnvironmentSpecification): Float32Array<ArrayBuffer> {
  const { A, B, E } = stepMap(integrator);
  const dynamics = new Float32Array(DEGREES_OF_FREEDOM * (MAP_COLUMNS + 4));
  for (let degree = 0; degree < DEGREES_OF_FREEDOM; degree++) {
    const row = STATE_SIZE - DEGREES_OF_FREEDOM + degree;
    dynamics.set(A.subarray(row * STATE_SIZE, (row + 1) * STATE_SIZE), degree * MAP_COLUMNS);
    dynamics.set([B[row], E[row]], DEGREES_OF_FREEDOM * MAP_COLUMNS + 4 * degree);
  }
  return dynamics;
}

/** Of each record: its place, its length, its reward scale and the place of its uncontrolled response. */
function recordsOf(environment: EnvironmentSpecification): ArrayBuffer {
  const { records } = environment;
  const view = new DataView(new ArrayBuffer(16 * records.length));
  let place = 0;
  let uncontrolled = stepsOf(environment);
  records.forEach((record, i) => {
    view.setUint32(16 * i, place, true);
    view.setUint32(16 * i + 4, record.acceleration.length, true);
    view.setFloat32(16 * i + 8, rewardScaleOf(record, environment), true);
    view.setUint32(16 * i + 12, uncontrolled, true);
    place += record.acceleration.length;
    uncontrolled += UNCONTROLLED_WORDS * (periodsOf(record, environment) + 1);
  });
  return view.buffer;
}

/** Rows that the tiles of eight rows cover. */
function wholeTiles(rows: number): number {
  return 8 * Math.ceil(rows / 8);
}
