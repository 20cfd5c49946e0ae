/**
 * The two towers on a few rows: forwards alone for acting and valuing; forwards and backwards for learning. A row's
 * numbers do not depend on the rows beside it, so any division of rows among threads gives the same bits.
 */
import { applyRelu, applyReluSlope, applyTanh, applyTanhSlope } from './activations';
import { multiplyFourRows, multiplyTwoRows, ROW } from './gemm';
import { FLOAT, layerOf, layerWord, parameter, towerWord, word } from './memory';
import { BLOCK_ROWS, GROUP_ROWS, LayerWord, PANEL, TowerWord, Word } from './plan';
import { broadcast, horizontalSum, madd } from './simd';

export const ACTOR: usize = 0;
export const CRITIC: usize = 1;

/**
 * Bytes between the panels of a block's activations. Without the extra rows, panels would lie a power of two apart and
 * compete for the same few lines of the cache.
 */
export const BLOCK_PANEL_BYTES: usize = (BLOCK_ROWS + GROUP_ROWS) * ROW;
const SCRATCH_PANEL_BYTES: usize = GROUP_ROWS * ROW;
/** A row of zeros: the start of sums without a bias. Nothing is ever written to address 0. */
const ZEROS: usize = 0;

/**
 * Runs a tower for its outputs only.
 *
 * @param rows up to `GROUP_ROWS` inputs, padded to whole fours, in panels that lie `panelBytes` apart
 * @param scratch room for the activations of two layers
 * @param outputs one float a row
 */
export function infer(
  tower: usize,
  rows: usize,
  panelBytes: usize,
  count: usize,
  scratch: usize,
  outputs: usize,
): void {
  const depth = word(Word.DEPTH);
  const layerBytes = word(Word.LAYER_SCRATCH_BYTES);
  let input = rows;
  let inputPanelBytes = panelBytes;
  let output = scratch;
  for (let index: usize = 0; index < depth; index++) {
    output = scratch + (index & 1) * layerBytes;
    forwardLayer(layerOf(tower, index), input, inputPanelBytes, output, SCRATCH_PANEL_BYTES, count);
    input = output;
    inputPanelBytes = SCRATCH_PANEL_BYTES;
  }
  forwardHead(tower, input, SCRATCH_PANEL_BYTES, count, outputs);
}

/** Runs a tower on the rows of a block from `first` on, and keeps all activations. */
export function forwardGroup(tower: usize, first: usize, count: usize, outputs: usize): void {
  const depth = word(Word.DEPTH);
  const offset = first * ROW;
  for (let index: usize = 0; index < depth; index++) {
    const layer = layerOf(tower, index);
    const input = layerWord(layer, LayerWord.INPUT) + offset;
    const output = layerWord(layer, LayerWord.OUTPUT) + offset;
    forwardLayer(layer, input, BLOCK_PANEL_BYTES, output, BLOCK_PANEL_BYTES, count);
  }
  const last = layerWord(layerOf(tower, depth - 1), LayerWord.OUTPUT) + offset;
  forwardHead(tower, last, BLOCK_PANEL_BYTES, count, outputs);
}

/**
 * Takes the loss's slopes in the outputs back to the sums of every layer, for the rows that `forwardGroup` ran.
 *
 * @param slopes one float a row
 */
export function backwardGroup(tower: usize, first: usize, count: usize, slopes: usize): void {
  const offset = first * ROW;
  let index = word(Word.DEPTH) - 1;
  backwardHead(tower, layerOf(tower, index), offset, count, slopes);
  for (; index > 0; index--) backwardLayer(layerOf(tower, index), layerOf(tower, index - 1), offset, count);
}

function forwardLayer(
  layer: usize,
  input: usize,
  inputPanelBytes: usize,
  output: usize,
  outputPanelBytes: usize,
  count: usize,
): void {
  const inputs = layerWord(layer, LayerWord.INPUTS);
  const weightBytes = inputs * ROW;
  let panels = layerWord(layer, LayerWord.OUTPUTS) / PANEL;
  let weights = layerWord(layer, LayerWord.PACKED_WEIGHT);
  let bias = parameter(layerWord(layer, LayerWord.BIAS));
  if (count <= 2) {
    for (; panels >= 2; panels -= 2) {
      const next = output + outputPanelBytes;
      multiplyTwoRows(input, inputPanelBytes, weights, inputs / PANEL, bias, output, next);
      activate(output, output + 2 * ROW);
      activate(next, next + 2 * ROW);
      weights += 2 * weightBytes;
      bias += 2 * PANEL * FLOAT;
      output = next + outputPanelBytes;
    }
  }
  const bytes = padRows(count) * ROW;
  for (; panels > 0; panels--) {
    multiplyRows(input, inputPanelBytes, count, weights, inputs / PANEL, bias, output);
    activate(output, output + bytes);
    weights += weightBytes;
    bias += PANEL * FLOAT;
    output += outputPanelBytes;
  }
}

function activate(begin: usize, end: usize): void {
  if (word(Word.IS_TANH)) applyTanh(begin, end);
  else applyRelu(begin, end);
}

/** `count` rows, padded to a whole tile, times a panel of weights. */
function multiplyRows(
  rows: usize,
  panelBytes: usize,
  count: usize,
  weights: usize,
  panels: usize,
  initial: usize,
  sums: usize,
): void {
  for (const end = rows + count * ROW; rows < end; rows += 4 * ROW, sums += 4 * ROW) {
    multiplyFourRows(rows, panelBytes, weights, panels, initial, sums);
  }
}

/** From the slopes in a layer's sums to those in the sums of the layer before. */
function backwardLayer(layer: usize, before: usize, offset: usize, count: usize): void {
  const isTanh = word(Word.IS_TANH);
  const deltas = layerWord(layer, LayerWord.DELTA) + offset;
  const outputs = layerWord(layer, LayerWord.OUTPUTS);
  const panels = layerWord(layer, LayerWord.INPUTS) / PANEL;
  const bytes = padRows(count) * ROW;
  let activations = layerWord(before, LayerWord.OUTPUT) + offset;
  let result = layerWord(before, LayerWord.DELTA) + offset;
  let weights = parameter(layerWord(layer, LayerWord.WEIGHT));
  for (let panel: usize = 0; panel < panels; panel++) {
    multiplyRows(deltas, BLOCK_PANEL_BYTES, count, weights, outputs / PANEL, ZEROS, result);
    if (isTanh) applyTanhSlope(result, result + bytes, activations);
    else applyReluSlope(result, result + bytes, activations);
    weights += outputs * ROW;
    activations += BLOCK_PANEL_BYTES;
    result += BLOCK_PANEL_BYTES;
  }
}

/** The head has one unit: a dot product for each row. */
function forwardHead(tower: usize, hidden: usize, panelBytes: usize, count: usize, outputs: usize): void {
  const width = layerWord(layerOf(tower, word(Word.DEPTH) - 1), LayerWord.OUTPUTS);
  const first = parameter(towerWord(tower, TowerWord.HEAD_WEIGHT));
  const bias = load<f32>(parameter(towerWord(tower, TowerWord.HEAD_BIAS)));
  for (let row: usize = 0; row < count; row++) {
    let low = f32x4.splat(0);
    let high = f32x4.splat(0);
    let at = hidden + row * ROW;
    const end = first + width * FLOAT;
    for (let weight = first; weight < end; weight += PANEL * FLOAT, at += panelBytes) {
      low = madd(v128.load(at), v128.load(weight), low);
      high = madd(v128.load(at, 16), v128.load(weight, 16), high);
    }
    store<f32>(outputs + row * FLOAT, bias + horizontalSum(f32x4.add(low, high)));
  }
}

function backwardHead(tower: usize, layer: usize, offset: usize, count: usize, slopes: usize): void {
  const isTanh = word(Word.IS_TANH);
  const bytes = padRows(count) * ROW;
  const panels = layerWord(layer, LayerWord.OUTPUTS) / PANEL;
  let activations = layerWord(layer, LayerWord.OUTPUT) + offset;
  let result = layerWord(layer, LayerWord.DELTA) + offset;
  let weight = parameter(towerWord(tower, TowerWord.HEAD_WEIGHT));
  for (let panel: usize = 0; panel < panels; panel++) {
    const low = v128.load(weight);
    const high = v128.load(weight, 16);
    for (let at: usize = 0; at < bytes; at += ROW) {
      const slope = broadcast(slopes + at / PANEL);
      v128.store(result + at, f32x4.mul(slope, low));
      v128.store(result + at, f32x4.mul(slope, high), 16);
    }
    if (isTanh) applyTanhSlope(result, result + bytes, activations);
    else applyReluSlope(result, result + bytes, activations);
    weight += PANEL * FLOAT;
    activations += BLOCK_PANEL_BYTES;
    result += BLOCK_PANEL_BYTES;
  }
}

/** Tiles have four rows: the rows that fill the last one are of no consequence. */
function padRows(count: usize): usize {
  return (count + 3) & ~3;
}
