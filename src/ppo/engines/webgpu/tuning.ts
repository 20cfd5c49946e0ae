import type { NetworkLayout } from './networkLayout';

/** How the work is shared out among workgroups and threads. */
export interface Tuning {
  /** Threads of four environments in the rollout. */
  readonly towerThreads: number;
  /** Of those, threads for a sum of the policy. */
  readonly towerShares: number;
  /** Threads of a tile of eight rows in the values and the gradient. */
  readonly tileThreads: number;
  /** Vectors of columns that one of them computes: 1 or 2. */
  readonly tileColumns: number;
  /** Tiles of a workgroup of the gradient: only among its own rows can it leave out those without a slope. */
  readonly gradientTiles: number;
  /** Blocks of the weights' gradients in a workgroup, a power of two up to 32. */
  readonly weightGradientBlocks: number;
  /** Threads for each of them: with their number, a multiple of 32. */
  readonly weightGradientShares: number;
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
  { widest, batchRows }: Pick<NetworkLayout, 'widest' | 'batchRows'>,
): Tuning {
  const tileColumns = software ? 2 : 1;
  // A thread for each four columns of the tower's widest layer, and as many as a thread takes of the tile's.
  const least = { tower: Math.max(16, widest), tile: Math.max(16, widest / tileColumns) };
  if (software) {
    return {
      towerThreads: least.tower,
      towerShares: 1,
      tileThreads: least.tile,
      tileColumns,
      // Fewer where each of them takes long.
      gradientTiles: Math.max(2, Math.min(8, Math.floor(512 / widest))),
      weightGradientBlocks: 32,
      weightGradientShares: 1,
      adamGroups: 16,
    };
  }
  const most = Math.min(256, limits.maxComputeInvocationsPerWorkgroup);
  const towerShares = sharesWithin(limits, most, widest);
  return {
    towerThreads: Math.min(most, widest * towerShares + WORKERS),
    towerShares,
    tileThreads: Math.max(least.tile, Math.min(most, 4 * least.tile)),
    tileColumns,
    gradientTiles: 1,
    ...weightGradientTuning(batchRows),
    adamGroups: 65_535,
  };
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
  return { weightGradientShares, weightGradientBlocks: clamp(128 / weightGradientShares, 4, 32) };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

/** Workgroups that compute the weights' gradients. */
export function weightGradientGroups(
  { blockCount }: Pick<NetworkLayout, 'blockCount'>,
  { weightGradientBlocks }: Tuning,
): number {
  return Math.ceil(blockCount / weightGradientBlocks);
}
