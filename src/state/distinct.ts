/** Each value once, in the order in which they come first. */
export function distinct<Value>(values: readonly Value[]): Value[] {
  return values.filter((value, index) => values.indexOf(value) === index);
}
