/** How many threads share the work of a workgroup. */
export interface Tuning {
  /** Of four rows in the rollout and the values. */
  readonly towerThreads: number;
  /** Of eight rows in the gradient. */
  readonly gradientThreads: number;
  /** Threads for a block of the weights' gradients. */
  readonly weightGradientShares: number;
}

/**
 * A GPU hides the time that memory takes behind other threads, so several share every sum; on the CPU they would only
 * add more to add up.
 *
 * @param widest vectors of four floats in a row of the widest layer
 */
export function tuningOf(limits: GPUSupportedLimits, software: boolean, widest: number): Tuning {
  // A thread for each four columns of the tower's widest layer, and for each eight of the gradient's.
  const least = { tower: Math.max(64, widest), gradient: Math.max(16, widest / 2) };
  if (software) {
    return { towerThreads: least.tower, gradientThreads: least.gradient, weightGradientShares: 1 };
  }
  const most = Math.min(256, limits.maxComputeInvocationsPerWorkgroup);
  return {
    towerThreads: Math.max(least.tower, Math.min(most, 4 * least.tower)),
    gradientThreads: Math.max(least.gradient, Math.min(most, 4 * least.gradient)),
    weightGradientShares: 4,
  };
}
