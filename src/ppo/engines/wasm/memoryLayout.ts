import type { StageTask } from '../../engine';
import { observationSizeOf } from '../../../building/building';
import {
  BLOCK_ROWS,
  EPISODE_BYTES,
  GROUP_ROWS,
  LIVE_ROWS_BYTES,
  MOVED_TOGETHER,
  PANEL,
  Partial,
  RECORD_BYTES,
  RETURN_BYTES,
  rolloutScratchBytes,
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

/** @param threads each has its own scratch */
export function memoryLayout(task: StageTask, network: PackedNetwork, threads: number) {
  const sizes = sizesOf(task, network, threads);
  const memory = new Memory();
  const state = stateRegions(memory, sizes);
  const stateBytes = memory.end - FIRST_ADDRESS;
  const boundary = memory.region(stateBytes);
  const rollout = rolloutRegions(memory, sizes);
  const { records, controlPeriod } = task.environment;
  const accelerations = records.map(({ acceleration }) => memory.doubles(acceleration.length));
  const uncontrolled = (sizes.hasBaseline ? records : []).map(({ acceleration }) => {
    const periods = Math.ceil(acceleration.length / controlPeriod);
    return {
      observations: memory.floats(sizes.observationSize * (periods + 1)),
      rewards: memory.doubles(periods),
    };
  });
  const towers = network.towers.map(({ layers }) => layerRegions(memory, layers, sizes));
  const work = workRegions(memory, sizes);
  const { samples, observationSize, observationPanels, observationRows, movedBlocks } = sizes;
  const { chunkSteps, strips, layerScratchBytes, scratchStride } = sizes;
  return {
    samples,
    observationSize,
    observationPanels,
    observationRows,
    observationPanelBytes: panelBytes(observationRows),
    currentPanelBytes: panelBytes(sizes.count),
    movedBlocks,
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
    bytes: memory.end,
  };
}

type Sizes = ReturnType<typeof sizesOf>;

/** How much there is of everything. */
function sizesOf({ hyperparameters, environment }: StageTask, network: PackedNetwork, threads: number) {
  const { building, count, records, randomisation, advantageBaseline } = environment;
  const observationSize = observationSizeOf(building);
  const observationPanels = Math.ceil(observationSize / PANEL);
  const movedBlocks = Math.ceil(building.degreesOfFreedom / MOVED_TOGETHER);
  const samples = hyperparameters.n_steps * count;
  const hasBaseline = advantageBaseline !== 'none';
  const layers = network.towers.flatMap((tower) => tower.layers);
  const widest = Math.max(...layers.map(({ outputs }) => outputs));
  const layerScratchBytes = 4 * widest * GROUP_ROWS;
  return {
    threads,
    stateSize: building.stateSize,
    observationSize,
    observationPanels,
    movedBlocks,
    parameters: network.size,
    count,
    records: records.length,
    latencySteps: randomisation.latency_steps,
    samples,
    minibatches: Math.ceil(samples / hyperparameters.batch_size),
    hasBaseline,
    observationRows: (hasBaseline ? 2 : 1) * (samples + count),
    chunkSteps: Math.max(1, Math.floor(MAX_CHUNK_SAMPLES / count)),
    strips: layers.reduce((sum, { inputs }) => sum + inputs / PANEL, 0),
    layerScratchBytes,
    scratchStride: align(2 * layerScratchBytes + rolloutScratchBytes(observationPanels, movedBlocks)),
  };
}

/** All that an iteration changes for good: it lies together, so that a boundary is one copy of it. */
function stateRegions(memory: Memory, sizes: Sizes) {
  const { parameters, count, latencySteps } = sizes;
  return {
    parameters: memory.floats(parameters),
    expAvg: memory.floats(parameters),
    expAvgSq: memory.floats(parameters),
    structure: memory.doubles(sizes.stateSize * count),
    record: memory.region(4 * count),
    recordStep: memory.region(4 * count),
    amplitude: memory.doubles(count),
    episodeReturn: memory.doubles(count),
    delayedActions: memory.doubles(latencySteps * count),
    currentObservations: memory.region(sizes.observationPanels * panelBytes(count)),
  } satisfies Regions;
}

function rolloutRegions(memory: Memory, sizes: Sizes) {
  const { samples, observationRows, hasBaseline } = sizes;
  return {
    observations: memory.region(sizes.observationPanels * panelBytes(observationRows)),
    actions: memory.floats(samples),
    logProbabilities: memory.floats(samples),
    rewards: memory.floats(samples),
    values: memory.floats(observationRows),
    ends: memory.region(samples),
    baselineRewards: memory.floats(hasBaseline ? samples : 0),
    advantages: memory.floats(samples),
    returns: memory.floats(samples),
  } satisfies Regions;
}

/** Of the layers of one tower. */
function layerRegions(
  memory: Memory,
  layers: PackedNetwork['towers'][number]['layers'],
  { observationPanels }: Sizes,
) {
  const observations = memory.floats(blockFloats(PANEL * observationPanels));
  return layers.map(({ inputs, outputs }) => ({
    packedWeight: memory.floats(inputs * outputs),
    output: memory.floats(blockFloats(outputs)),
    delta: memory.floats(blockFloats(outputs)),
    observations,
  }));
}

function workRegions(memory: Memory, sizes: Sizes) {
  const { count, samples, strips, threads, movedBlocks } = sizes;
  const moved = MOVED_TOGETHER * movedBlocks;
  const observed = PANEL * sizes.observationPanels;
  return {
    nextAdvantages: memory.doubles(2 * count),
    discountedReturns: memory.region(RETURN_BYTES * count),
    order: memory.region(4 * samples),
    normalisation: memory.region(16 * sizes.minibatches),
    episodes: memory.region(EPISODE_BYTES * sizes.chunkSteps * count),
    records: memory.region(RECORD_BYTES * sizes.records),
    transition: memory.doubles(sizes.stateSize * moved),
    controlResponse: memory.doubles(moved),
    groundResponse: memory.doubles(moved),
    observedState: memory.region(4 * sizes.observationSize),
    observationTransform: memory.doubles(observed ** 2),
    observationMean: memory.doubles(observed),
    gradient: memory.floats(sizes.parameters),
    stripTable: memory.region(STRIP_BYTES * strips),
    headOutputs: memory.floats(2 * BLOCK_ROWS),
    headDeltas: memory.floats(2 * BLOCK_ROWS),
    liveRows: memory.region(2 * LIVE_ROWS_BYTES * threads),
    rowPartials: memory.doubles((BLOCK_ROWS / GROUP_ROWS) * Partial.COUNT),
    normPartials: memory.doubles(strips + 2),
    statistics: memory.doubles(Statistic.MINIBATCH + Partial.COUNT),
    scratch: memory.region(sizes.scratchStride * threads),
  } satisfies Regions;
}

/** Bytes of a panel of observations: a group may read the rows that fill its last tile. */
function panelBytes(rows: number): number {
  return 4 * PANEL * (rows + GROUP_ROWS);
}

function blockFloats(width: number): number {
  return width * BLOCK_STRIDE_ROWS;
}

/** Gives out addresses, one region behind the other. */
class Memory {
  end = FIRST_ADDRESS;

  /** @param bytes of the region @returns its address */
  region(bytes: number): number {
    const start = this.end;
    this.end = align(start + bytes);
    return start;
  }

  floats(length: number): number {
    return this.region(4 * length);
  }

  doubles(length: number): number {
    return this.region(8 * length);
  }
}

function align(address: number): number {
  return Math.ceil(address / ALIGNMENT) * ALIGNMENT;
}
