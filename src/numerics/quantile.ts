/**
 * Quantiles of a sample, linear between its order statistics (numpy's default).
 *
 * @param quantiles 0 to 1
 */
export function quantilesOf(sample: ArrayLike<number>, quantiles: readonly number[]): number[] {
  const sorted = new Float64Array(sample).sort();
  return quantiles.map((quantile) => {
    const position = quantile * (sorted.length - 1);
    const below = Math.floor(position);
    const above = Math.min(sorted.length - 1, below + 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  });
}

/** One of them. */
export function quantileOf(sample: ArrayLike<number>, quantile: number): number {
  return quantilesOf(sample, [quantile])[0];
}
