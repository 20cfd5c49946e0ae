/**
 * Square root of the sum of squares, with the same bits in every browser: ECMAScript leaves those of `Math.hypot` to the engine.
 * Scaled by the largest value and summed with Kahan's compensation, as V8 does it.
 */
export function hypot(...values: readonly number[]): number {
  const largest = Math.max(0, ...values.map(Math.abs));
  if (largest === 0 || largest === Infinity) return largest;
  let sum = 0;
  let compensation = 0;
  for (const value of values) {
    const share = Math.abs(value) / largest;
    const summand = share * share - compensation;
    const preliminary = sum + summand;
    compensation = preliminary - sum - summand;
    sum = preliminary;
  }
  return Math.sqrt(sum) * largest;
}
