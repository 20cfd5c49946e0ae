/** How many threads share the work of a workgroup. */
export interface Tuning {
  /** Of four environments in the rollout. */
  readonly towerThreads: number;
  /** Of a tile of eight rows in the values and the gradient. */
  readonly tileThreads: number;
  /** Threads for a block of the weights' gradients. */
  readonly weightGradientShares: number;
}

/**
 * Chooses how many threads share a sum. A GPU hides the time that memory takes behind other threads, so several do; on a
 * CPU they would only make more to add up, so one does.
 *
 * @param widest vectors of four floats in a row of the widest layer
 */
export function tuningOf(limits: GPUSupportedLimits, software: boolean, widest: number): Tuning {
  // A thread for each four columns of the tower's widest layer, and for each eight of the tile's.
  const least = { tower: Math.max(64, widest), tile: Math.max(16, widest / 2) };
  if (software) {
    return { towerThreads: least.tower, tileThreads: least.tile, weightGradientShares: 1 };
  }
  const most = Math.min(256, limits.maxComputeInvocationsPerWorkgroup);
  return {
    towerThreads: Math.max(least.tower, Math.min(most, 4 * least.tower)),
    tileThreads: Math.max(least.tile, Math.min(most, 4 * least.tile)),
    weightGradientShares: 4,
  };
}
