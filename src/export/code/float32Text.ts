/** The shortest decimal that is this float32 and no other. */
export function float32Text(value: number): string {
  // Nine digits always do (IEEE 754-2008, section 5.12.2).
  for (let digits = 1; digits < 9; digits++) {
    const text = Number(value.toPrecision(digits));
    if (Math.fround(text) === value) return String(text);
  }
  return String(Number(value.toPrecision(9)));
}

/** Numbers between commas, in lines of a readable length, each with two spaces before it. */
export function linesOf(values: readonly string[], perLine = 8): string {
  const lines: string[] = [];
  for (let first = 0; first < values.length; first += perLine) {
    lines.push(`  ${values.slice(first, first + perLine).join(', ')}`);
  }
  return lines.join(',\n');
}
