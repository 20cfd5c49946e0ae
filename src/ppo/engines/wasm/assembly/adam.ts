/** Adam (Kingma and Ba 2015, algorithm 1) in torch's order of operations, after the gradient's norm was clipped. */
import { DOUBLE, FLOAT, layerOf, layerWord, real, towerWord, word } from './memory';
import { ACTOR } from './network';
import { packStrip } from './packing';
import { LayerWord, PANEL, Real, STRIP_BYTES, STRIP_PANEL, TowerWord, Word } from './plan';

const BETA1: f64 = 0.9;
const BETA2: f64 = 0.999;
/** Stable-Baselines3's choice for PPO, from the OpenAI baselines; Adam's own default is 1e-8. */
const EPSILON: f32 = 1e-5;

/** The factor that brings the gradient's global norm to at most its limit. */
export function clipFactor(): f32 {
  const partials = word(Word.NORM_PARTIALS);
  let squares: f64 = 0;
  for (let i: usize = 0; i < word(Word.STRIPS) + 2; i++) squares += load<f64>(partials + i * DOUBLE);
  const factor = real(Real.MAX_GRAD_NORM) / (Math.sqrt(squares) + 1e-6);
  return <f32>Math.min(1, factor);
}

/** Learning rate over the first moment's bias correction. */
export function stepSize(step: usize): f32 {
  return <f32>(real(Real.LEARNING_RATE) / (1 - Math.pow(BETA1, <f64>step)));
}

/** Root of the second moment's bias correction. */
export function rootCorrection(step: usize): f32 {
  return <f32>Math.sqrt(1 - Math.pow(BETA2, <f64>step));
}

/** Moves a strip's weights, and its layer's bias with the first strip; then packs them for the forward pass. */
export function moveStrip(index: usize, factor: f32, size: f32, correction: f32): void {
  const entry = word(Word.STRIP_TABLE) + index * STRIP_BYTES;
  const layer = load<u32>(entry);
  const panel = load<u32>(entry, STRIP_PANEL);
  const outputs = layerWord(layer, LayerWord.OUTPUTS);
  const weights = layerWord(layer, LayerWord.WEIGHT) + panel * outputs * PANEL;
  move(weights, outputs * PANEL, factor, size, correction);
  if (panel === 0) move(layerWord(layer, LayerWord.BIAS), outputs, factor, size, correction);
  packStrip(layer, panel);
}

/** Moves a tower's head, and with the actor's the logarithm of the standard deviation. */
export function moveHead(tower: usize, factor: f32, size: f32, correction: f32): void {
  const width = layerWord(layerOf(tower, word(Word.DEPTH) - 1), LayerWord.OUTPUTS);
  move(towerWord(tower, TowerWord.HEAD_WEIGHT), width, factor, size, correction);
  move(towerWord(tower, TowerWord.HEAD_BIAS), PANEL, factor, size, correction);
  if (tower === ACTOR) move(word(Word.LOG_STD), PANEL, factor, size, correction);
}

/** @param count a multiple of four */
function move(place: usize, count: usize, factor: f32, size: f32, correction: f32): void {
  const scale = f32x4.splat(factor);
  const root = f32x4.splat(correction);
  const rate = f32x4.splat(size);
  const epsilon = f32x4.splat(EPSILON);
  const keep1 = f32x4.splat(<f32>BETA1);
  const take1 = f32x4.splat(<f32>(1 - BETA1));
  const keep2 = f32x4.splat(<f32>BETA2);
  const take2 = f32x4.splat(<f32>(1 - BETA2));
  const begin = place * FLOAT;
  for (let at = begin; at < begin + count * FLOAT; at += 16) {
    const gradient = f32x4.mul(v128.load(word(Word.GRADIENT) + at), scale);
    const first = f32x4.add(f32x4.mul(v128.load(word(Word.EXP_AVG) + at), keep1), f32x4.mul(gradient, take1));
    const second = f32x4.add(
      f32x4.mul(v128.load(word(Word.EXP_AVG_SQ) + at), keep2),
      f32x4.mul(f32x4.mul(gradient, gradient), take2),
    );
    const denominator = f32x4.add(f32x4.div(f32x4.sqrt(second), root), epsilon);
    const change = f32x4.mul(rate, f32x4.div(first, denominator));
    v128.store(word(Word.EXP_AVG) + at, first);
    v128.store(word(Word.EXP_AVG_SQ) + at, second);
    v128.store(word(Word.PARAMETERS) + at, f32x4.sub(v128.load(word(Word.PARAMETERS) + at), change));
  }
}
