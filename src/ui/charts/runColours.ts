export const RUN_COLOURS = 8;

/** For the dash pattern of a canvas and of SVG, CSS pixels. */
const DASHES: readonly (readonly number[])[] = [
  [],
  [7, 3],
  [2, 3],
  [9, 3, 2, 3],
  [5, 5],
  [1, 4],
  [12, 4],
  [4, 2, 1, 2],
];

/** The custom property that holds a run's colour. */
export function runColour(index: number): string {
  return `--run-${index % RUN_COLOURS}`;
}

export function runDash(index: number): number[] {
  return [...DASHES[index % RUN_COLOURS]];
}
