/**
 * The forward pass reads weights by panels of outputs, the backward pass and Adam by panels of inputs. The second form
 * holds the parameters; this file keeps the first one up to date.
 */
import { ROW } from './gemm';
import { layerWord, parameter, word } from './memory';
import { LayerWord, PANEL, STRIP_BYTES, STRIP_PANEL, Word } from './plan';
import { nextTask } from './threads';

/** Packs the strips from `first` to `last`. */
export function packStrips(first: usize, last: usize): void {
  for (;;) {
    const index = first + nextTask();
    if (index >= last) break;
    const entry = word(Word.STRIP_TABLE) + index * STRIP_BYTES;
    packStrip(load<u32>(entry), load<u32>(entry, STRIP_PANEL));
  }
}

export function packStrip(layer: usize, panel: usize): void {
  const inputs = layerWord(layer, LayerWord.INPUTS);
  const outputs = layerWord(layer, LayerWord.OUTPUTS);
  let from = parameter(layerWord(layer, LayerWord.WEIGHT) + panel * outputs * PANEL);
  const end = from + outputs * ROW;
  let to = layerWord(layer, LayerWord.PACKED_WEIGHT) + panel * PANEL * ROW;
  for (; from < end; from += PANEL * ROW) {
    transpose4(from, to);
    transpose4(from + 16, to + 4 * ROW);
    transpose4(from + 4 * ROW, to + 16);
    transpose4(from + 4 * ROW + 16, to + 4 * ROW + 16);
    to += inputs * ROW;
  }
}

/** Four rows of four floats, rows `ROW` bytes apart on both sides. */
function transpose4(from: usize, to: usize): void {
  const a = v128.load(from);
  const b = v128.load(from, 32);
  const c = v128.load(from, 64);
  const d = v128.load(from, 96);
  const ab01 = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const cd01 = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const ab23 = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cd23 = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f32>(ab01, cd01, 0, 1, 4, 5));
  v128.store(to, v128.shuffle<f32>(ab01, cd01, 2, 3, 6, 7), 32);
  v128.store(to, v128.shuffle<f32>(ab23, cd23, 0, 1, 4, 5), 64);
  v128.store(to, v128.shuffle<f32>(ab23, cd23, 2, 3, 6, 7), 96);
}
