import { PANEL } from './assembly/plan';

/** Where rows of observations lie in the kernels' memory: in panels of eight entries, the last one padded. */
export interface PanelledRows {
  readonly buffer: ArrayBufferLike;
  readonly address: number;
  /** From one panel to the next. */
  readonly panelBytes: number;
  /** Entries of an observation. */
  readonly size: number;
}

/** Copies `count` rows from `first` on out of the memory, one behind the other. */
export function readRows(rows: PanelledRows, first: number, count: number): Float32Array {
  const { size } = rows;
  const out = new Float32Array(count * size);
  eachPanel(rows, first, count, (panel, begin, width) => {
    for (let row = 0; row < count; row++) {
      for (let entry = 0; entry < width; entry++) {
        out[row * size + begin + entry] = panel[row * PANEL + entry];
      }
    }
  });
  return out;
}

/** Writes rows that lie one behind the other into the memory, from its first on. */
export function writeRows(rows: PanelledRows, values: Float32Array): void {
  const { size } = rows;
  const count = values.length / size;
  eachPanel(rows, 0, count, (panel, begin, width) => {
    for (let row = 0; row < count; row++) {
      panel.set(values.subarray(row * size + begin, row * size + begin + width), row * PANEL);
    }
  });
}

function eachPanel(
  { buffer, address, panelBytes, size }: PanelledRows,
  first: number,
  count: number,
  visit: (panel: Float32Array, begin: number, width: number) => void,
): void {
  for (let begin = 0, at = address + 4 * PANEL * first; begin < size; begin += PANEL, at += panelBytes) {
    visit(new Float32Array(buffer, at, count * PANEL), begin, Math.min(PANEL, size - begin));
  }
}
