/** Arithmetic mean; NaN of nothing. */
export function meanOf(values: Iterable<number>): number {
  let total = 0;
  let count = 0;
  for (const value of values) {
    total += value;
    count++;
  }
  return total / count;
}
