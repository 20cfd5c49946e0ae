import type { StageTask } from '../../engine';
import { STATE_SIZE } from '../../../building/stepMap';
import { DEGREES_OF_FREEDOM } from '../../../building/shearBuilding';
import { OBSERVATION_SIZE } from '../../../environment/observation';
import {
  BLOCK_ROWS,
  EPISODE_BYTES,
  GROUP_ROWS,
  LIVE_ROWS_BYTES,
  PANEL,
  Partial,
  RECORD_BYTES,
  RETURN_BYTES,
  ROLLOUT_SCRATCH_BYTES,
  Statistic,
  STRIP_BYTES,
} from './assembly/plan';
import type { PackedNetwork } from './packedNetwork';
import type { Regions } from './regionWords';

/** The first page holds the plan and the kernels' constants. */
const FIRST_ADDRESS = 65536;
/** A line of the cache, so that no two regions share one. */
const ALIGNMENT = 64;
/** Environment steps that one job may do: bounds the list of the episodes that end in it. */
const MAX_CHUNK_SAMPLES = 32_768;
/** Panels of a block lie this far apart, to fall on different lines of the cache: see `BLOCK_PANEL_BYTES`. */
const BLOCK_STRIDE_ROWS = BLOCK_ROWS + GROUP_ROWS;

/** Addresses, in bytes, of all that the kernels work on; those of `Regions` stand in the plan. */
export type MemoryLayout = ReturnType<typeof memoryLayout>;

/**
 * @param threads each has its own scratch
 */
export function memoryLayout(task: StageTask, network: PackedNetwork, threads: number) {
  const { hyperparameters, environment } = task;
  const { count, records, randomisation, controlPeriod, advantageBaseline } = environment;
  const samples = hyperparameters.n_steps * count;
  const hasBaseline = advantageBaseline !== 'none';
  const observationRows = (hasBaseline ? 2 : 1) * (samples + count);
  const chunkSteps = Math.max(1, Math.floor(MAX_CHUNK_SAMPLES / count));
  const layers = network.towers.flatMap((tower) => tower.layers);
  const strips = layers.reduce((sum, { inputs }) => sum + inputs / PANEL, 0);
  const widest = Math.max(...layers.map(({ outputs }) => outputs));
  const layerScratchBytes = 4 * widest * GROUP_ROWS;
  const scratchStride = align(2 * layerScratchBytes + ROLLOUT_SCRATCH_BYTES);
  // A group may read the rows that fill its last tile.
  const observationBytes = (rows: number) => 4 * OBSERVATION_SIZE * (rows + GROUP_ROWS);
  const blockBytes = (width: number) => 4 * width * BLOCK_STRIDE_ROWS;

  let end = FIRST_ADDRESS;
  const region = (bytes: number): number => {
    const start = end;
    end = align(end + bytes);
    return start;
  };
  const vector = () => region(4 * network.size);
  const floats = (length: number) => region(4 * length);

  // All that an iteration changes for good lies together: a boundary is one copy of it.
  const state = {
    parameters: vector(),
    expAvg: vector(),
    expAvgSq: vector(),
    structure: region(8 * STATE_SIZE * count),
    record: region(4 * count),
    recordStep: region(4 * count),
    amplitude: region(8 * count),
    episodeReturn: region(8 * count),
    delayedActions: region(8 * randomisation.latency_steps * count),
    currentObservations: region(observationBytes(count)),
  } satisfies Regions;
  const stateBytes = end - FIRST_ADDRESS;
  const boundary = region(stateBytes);

  const rollout = {
    observations: region(observationBytes(observationRows)),
    actions: floats(samples),
    logProbabilities: floats(samples),
    rewards: floats(samples),
    values: floats(observationRows),
    ends: region(samples),
    baselineRewards: floats(hasBaseline ? samples : 0),
    advantages: floats(samples),
    returns: floats(samples),
  } satisfies Regions;
  const accelerations = records.map(({ acceleration }) => region(8 * acceleration.length));
  const uncontrolled = (hasBaseline ? records : []).map(({ acceleration }) => {
    const periods = Math.ceil(acceleration.length / controlPeriod);
    return { observations: floats(OBSERVATION_SIZE * (periods + 1)), rewards: region(8 * periods) };
  });
  const towers = network.towers.map((tower) => {
    const observations = region(blockBytes(OBSERVATION_SIZE));
    return tower.layers.map(({ inputs, outputs }) => ({
      packedWeight: floats(inputs * outputs),
      output: region(blockBytes(outputs)),
      delta: region(blockBytes(outputs)),
      observations,
    }));
  });
  const work = {
    nextAdvantages: region(2 * 8 * count),
    discountedReturns: region(RETURN_BYTES * count),
    order: region(4 * samples),
    normalisation: region(16 * Math.ceil(samples / hyperparameters.batch_size)),
    episodes: region(EPISODE_BYTES * chunkSteps * count),
    records: region(RECORD_BYTES * records.length),
    transition: region(8 * STATE_SIZE * (DEGREES_OF_FREEDOM + 1)),
    controlResponse: region(8 * (DEGREES_OF_FREEDOM + 1)),
    groundResponse: region(8 * (DEGREES_OF_FREEDOM + 1)),
    observedState: region(4 * OBSERVATION_SIZE),
    observationTransform: region(8 * OBSERVATION_SIZE ** 2),
    gradient: vector(),
    stripTable: region(STRIP_BYTES * strips),
    headOutputs: floats(2 * BLOCK_ROWS),
    headDeltas: floats(2 * BLOCK_ROWS),
    liveRows: region(2 * LIVE_ROWS_BYTES * threads),
    rowPartials: region((BLOCK_ROWS / GROUP_ROWS) * 8 * Partial.COUNT),
    normPartials: region(8 * (strips + 2)),
    statistics: region(8 * (Statistic.MINIBATCH + Partial.COUNT)),
    scratch: region(scratchStride * threads),
  } satisfies Regions;

  return {
    samples,
    observationRows,
    chunkSteps,
    strips,
    layerScratchBytes,
    scratchStride,
    state,
    stateStart: FIRST_ADDRESS,
    stateBytes,
    boundary,
    rollout,
    accelerations,
    uncontrolled,
    towers,
    work,
    bytes: end,
  };
}

function align(address: number): number {
  return Math.ceil(address / ALIGNMENT) * ALIGNMENT;
}
