/**
 * Quantile of a sample, linear between its order statistics (numpy's default).
 *
 * @param quantile 0 to 1
 */
export function quantileOf(sample: ArrayLike<number>, quantile: number): number {
  const sorted = Float64Array.from(sample).sort();
  const position = quantile * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(sorted.length - 1, below + 1);
  return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
}
