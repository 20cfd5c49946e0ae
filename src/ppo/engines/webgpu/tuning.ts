import type { NetworkLayout } from './networkLayout';
import type { StageSizes } from './stageBuffers';
import { ADVANTAGE_THREADS, LEAST_TILE_ROWS, MOST_TILE_ROWS } from './sharedConstants';

/** How the work is shared out among workgroups and threads. */
export interface Tuning {
  /** Threads of four environments in the rollout. */
  readonly towerThreads: number;
  /** Of those, threads for a sum of the policy. */
  readonly towerShares: number;
  /** Rows of a tile in the values and the gradient: 8 or 16, and no more than its threads. */
  readonly tileRows: number;
  /** Threads of a tile. */
  readonly tileThreads: number;
  /** Vectors of columns that one of them computes: 1, 2 or 4. */
  readonly tileColumns: number;
  /** Threads that share a sum of a tile, at most. */
  readonly tileShares: number;
  /** Tiles of a workgroup of the gradient: only among its own rows can it leave out those without a slope. */
  readonly gradientTiles: number;
  /** Outputs, and inputs, of a block of the weights' gradients: 8, or 16 where a thread has it for itself. */
  readonly weightGradientSize: number;
  /** Blocks of the weights' gradients in a workgroup, a power of two up to 32. */
  readonly weightGradientBlocks: number;
  /** Threads for each of them: with their number, a multiple of 32. */
  readonly weightGradientShares: number;
  /** Threads that share an environment's steps in the advantages at most, a power of two up to 64. */
  readonly advantageShares: number;
  /** Workgroups of the optimizer at most: each adds up the norm of the gradient for itself. */
  readonly adamGroups: number;
}

/** Threads that prepare what an action meets while the others compute the policy. */
const WORKERS = 64;
/** Bytes of workgroup memory that are left to the environments of the rollout. */
const ENVIRONMENT_BYTES = 8192;

/**
 * Chooses how many threads share a sum. A GPU hides the time that memory takes behind other threads, so several do; on a
 * CPU they would only make more to add up, so one does.
 */
export function tuningOf(
  limits: GPUSupportedLimits,
  software: boolean,
  { widest, hidden, batchRows }: Pick<NetworkLayout, 'widest' | 'hidden' | 'batchRows'>,
): Tuning {
  // A thread for each four columns of the tower's widest layer.
  const leastOfTower = Math.max(16, widest);
  if (software) {
    const tile = softwareTile(limits, { widest, hidden });
    return {
      towerThreads: leastOfTower,
      towerShares: 1,
      ...tile,
      // Fewer where each of them takes long.
      gradientTiles: Math.floor((clamp(512 / widest, 4, 8) * LEAST_TILE_ROWS) / tile.tileRows),
      weightGradientSize: 16,
      weightGradientBlocks: 8,
      weightGradientShares: 1,
      advantageShares: 1,
      adamGroups: 16,
    };
  }
  const most = Math.min(256, limits.maxComputeInvocationsPerWorkgroup);
  const towerShares = sharesWithin(limits, most, widest);
  return {
    towerThreads: Math.min(most, widest * towerShares + WORKERS),
    towerShares,
    tileRows: LEAST_TILE_ROWS,
    tileThreads: Math.max(leastOfTower, Math.min(most, 4 * leastOfTower)),
    tileColumns: 1,
    // More would spend more time on adding up than they save.
    tileShares: 4,
    gradientTiles: 1,
    ...weightGradientTuning(batchRows),
    advantageShares: ADVANTAGE_THREADS,
    adamGroups: 65_535,
  };
}

/**
 * Reading memory is what takes a CPU's time there, and after it the threads that wait at barriers: so a thread takes as
 * many rows and columns as leave no fewer threads than rows.
 */
function softwareTile(
  { maxComputeWorkgroupStorageSize }: GPUSupportedLimits,
  { widest, hidden }: Pick<NetworkLayout, 'widest' | 'hidden'>,
) {
  const threadsWith = (columns: number) => Math.ceil(widest / columns);
  const tileColumns =
    hidden.every((vectors) => vectors % 4 === 0) && threadsWith(4) >= LEAST_TILE_ROWS ? 4 : 2;
  const isLarge =
    MOST_TILE_ROWS * widest * 16 <= maxComputeWorkgroupStorageSize &&
    threadsWith(tileColumns) >= MOST_TILE_ROWS;
  const tileRows = isLarge ? MOST_TILE_ROWS : LEAST_TILE_ROWS;
  return { tileRows, tileColumns, tileThreads: Math.max(tileRows, threadsWith(tileColumns)), tileShares: 1 };
}

/** As many threads for a sum of the policy as there are, and as there is workgroup memory for their parts of it. */
function sharesWithin(
  { maxComputeWorkgroupStorageSize }: GPUSupportedLimits,
  threads: number,
  widest: number,
): number {
  // Of a layer: four units in a vector, and four environments.
  const bytes = widest * 4 * 16;
  const fits = (shares: number) =>
    shares * widest <= threads && (1 + shares) * bytes + ENVIRONMENT_BYTES <= maxComputeWorkgroupStorageSize;
  return [4, 2].find(fits) ?? 1;
}

/** A thread takes some 32 rows; where they make many threads of a block, fewer blocks go into a workgroup, to have more of those. */
function weightGradientTuning(rows: number) {
  const weightGradientShares = 2 ** clamp(Math.floor(Math.log2(rows / 32)), 0, 6);
  return {
    weightGradientSize: 8,
    weightGradientShares,
    weightGradientBlocks: clamp(128 / weightGradientShares, 4, 32),
  };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

/** Workgroups that compute the weights' gradients. */
export function weightGradientGroups(
  { transposes }: Pick<NetworkLayout, 'transposes'>,
  { weightGradientSize, weightGradientBlocks }: Tuning,
): number {
  const along = (width: number) => Math.ceil(width / weightGradientSize);
  const blocks = transposes.reduce((sum, { inputs, outputs }) => sum + along(inputs) * along(outputs), 0);
  return Math.ceil(blocks / weightGradientBlocks);
}

/** Steps of a share of the advantages that are worth it: a share goes through them twice, and looks at those of the others. */
const STEPS_OF_SHARE = 8;

/** Threads that share the steps of an environment's advantages. */
export function advantageSharesOf(
  { samples, environments }: Pick<StageSizes, 'samples' | 'environments'>,
  { advantageShares }: Tuning,
): number {
  const worth = Math.floor(Math.log2(Math.max(1, samples / environments / STEPS_OF_SHARE)));
  return Math.min(advantageShares, 2 ** worth);
}

/** Workgroups that compute the advantages. */
export function advantageGroups(sizes: Pick<StageSizes, 'samples' | 'environments'>, tuning: Tuning): number {
  return Math.ceil((sizes.environments * advantageSharesOf(sizes, tuning)) / ADVANTAGE_THREADS);
}
