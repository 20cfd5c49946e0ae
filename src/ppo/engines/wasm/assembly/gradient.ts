/** Gradients of the parameters from the block's activations and slopes; each task owns the parameters it writes. */
import { addColumnProducts, addListedProducts, ROW } from './gemm';
import { liveRows } from './liveRows';
import { DOUBLE, FLOAT, layerOf, layerWord, real, statisticAddress, towerWord, word } from './memory';
import { ACTOR, BLOCK_PANEL_BYTES, CRITIC } from './network';
import {
  BLOCK_ROWS,
  LayerWord,
  PANEL,
  Partial,
  Real,
  Statistic,
  STRIP_BYTES,
  STRIP_PANEL,
  TowerWord,
  Word,
} from './plan';
import { broadcast, madd } from './simd';

function gradientOf(place: usize): usize {
  return word(Word.GRADIENT) + place * FLOAT;
}

/**
 * Adds the block's part to a strip's gradient, and to its layer's bias with the first strip.
 *
 * @param thread has listed the block's live rows
 * @param isFirst whether the block is the minibatch's first: what the gradient held before is then forgotten
 */
export function strip(index: usize, thread: usize, rows: usize, isFirst: bool): void {
  const entry = word(Word.STRIP_TABLE) + index * STRIP_BYTES;
  const layer = load<u32>(entry);
  const panel = load<u32>(entry, STRIP_PANEL);
  const outputs = layerWord(layer, LayerWord.OUTPUTS);
  const begin = gradientOf(layerWord(layer, LayerWord.WEIGHT) + panel * outputs * PANEL);
  const end = begin + outputs * ROW;
  const inputs = layerWord(layer, LayerWord.INPUT) + panel * BLOCK_PANEL_BYTES;
  let deltas: usize = layerWord(layer, LayerWord.DELTA);
  const live = liveRows(thread, layer < layerOf(CRITIC, 0) ? ACTOR : CRITIC);
  const count: usize = load<u32>(live);
  if (isFirst) memory.fill(begin, 0, end - begin);
  for (let tile = begin; tile < end; tile += PANEL * ROW) {
    if (count === rows) {
      addColumnProducts(deltas, inputs, rows, tile);
      addColumnProducts(deltas + 16, inputs, rows, tile + 4 * ROW);
    } else if (count > 0) {
      addListedProducts(deltas, inputs, live + FLOAT, count, tile);
      addListedProducts(deltas + 16, inputs, live + FLOAT, count, tile + 4 * ROW);
    }
    deltas += BLOCK_PANEL_BYTES;
  }
  let squares = sumSquares(begin, end);
  if (panel === 0) squares += bias(layer, live, isFirst);
  store<f64>(word(Word.NORM_PARTIALS) + index * DOUBLE, squares);
}

/** @returns the sum of the gradient's squares */
function bias(layer: usize, live: usize, isFirst: bool): f64 {
  const begin = gradientOf(layerWord(layer, LayerWord.BIAS));
  const end = begin + layerWord(layer, LayerWord.OUTPUTS) * FLOAT;
  const firstLive = live + FLOAT;
  const lastLive = firstLive + load<u32>(live) * FLOAT;
  let deltas = layerWord(layer, LayerWord.DELTA);
  if (isFirst) memory.fill(begin, 0, end - begin);
  for (let place = begin; place < end; place += PANEL * FLOAT) {
    let low = v128.load(place);
    let high = v128.load(place, 16);
    for (let at = firstLive; at < lastLive; at += FLOAT) {
      const row = deltas + load<u32>(at);
      low = f32x4.add(low, v128.load(row));
      high = f32x4.add(high, v128.load(row, 16));
    }
    v128.store(place, low);
    v128.store(place, high, 16);
    deltas += BLOCK_PANEL_BYTES;
  }
  return sumSquares(begin, end);
}

/** The head's weights and bias, and with the actor's the logarithm of the standard deviation. */
export function head(tower: usize, rows: usize, isFirst: bool): void {
  const layer = layerOf(tower, word(Word.DEPTH) - 1);
  const begin = gradientOf(towerWord(tower, TowerWord.HEAD_WEIGHT));
  const end = begin + layerWord(layer, LayerWord.OUTPUTS) * FLOAT;
  const slopes = word(Word.HEAD_DELTAS) + tower * BLOCK_ROWS * FLOAT;
  const biasPlace = gradientOf(towerWord(tower, TowerWord.HEAD_BIAS));
  let activations = layerWord(layer, LayerWord.OUTPUT);
  if (isFirst) {
    memory.fill(begin, 0, end - begin);
    store<f32>(biasPlace, 0);
  }
  for (let place = begin; place < end; place += PANEL * FLOAT) {
    let low = v128.load(place);
    let high = v128.load(place, 16);
    for (let row: usize = 0; row < rows; row++) {
      const slope = broadcast(slopes + row * FLOAT);
      low = madd(slope, v128.load(activations + row * ROW), low);
      high = madd(slope, v128.load(activations + row * ROW, 16), high);
    }
    v128.store(place, low);
    v128.store(place, high, 16);
    activations += BLOCK_PANEL_BYTES;
  }
  let sum = load<f32>(biasPlace);
  for (let row: usize = 0; row < rows; row++) sum += load<f32>(slopes + row * FLOAT);
  store<f32>(biasPlace, sum);
  let squares = sumSquares(begin, end) + <f64>sum * <f64>sum;
  if (tower === ACTOR) squares += logStd();
  store<f64>(word(Word.NORM_PARTIALS) + (word(Word.STRIPS) + tower) * DOUBLE, squares);
}

/** Its gradient was summed with the loss; the entropy grows with it at rate 1. */
function logStd(): f64 {
  const sum = load<f64>(statisticAddress(Statistic.MINIBATCH) + (Partial.LOG_STD_GRADIENT << 3));
  const gradient = <f32>(sum - real(Real.ENT_COEF));
  store<f32>(gradientOf(word(Word.LOG_STD)), gradient);
  return <f64>gradient * <f64>gradient;
}

/** In float64, so that the norm does not depend on the network's size. */
function sumSquares(begin: usize, end: usize): f64 {
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  for (let place = begin; place < end; place += 16) {
    const x = v128.load(place);
    const first = f64x2.promote_low_f32x4(x);
    const second = f64x2.promote_low_f32x4(v128.shuffle<f32>(x, x, 2, 3, 2, 3));
    low = f64x2.add(low, f64x2.mul(first, first));
    high = f64x2.add(high, f64x2.mul(second, second));
  }
  const sum = f64x2.add(low, high);
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}
