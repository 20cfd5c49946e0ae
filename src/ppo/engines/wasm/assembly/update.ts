/** Gradient steps on minibatches, block by block of their rows. */
import { clipFactor, moveHead, moveStrip, rootCorrection, stepSize } from './adam';
import { ROW } from './gemm';
import { head, strip } from './gradient';
import { DOUBLE, FLOAT, layerOf, layerWord, real, setWord, statisticAddress, word } from './memory';
import { policyLoss, valueLoss } from './loss';
import { backwardLiveTiles, listLiveRows } from './liveRows';
import { ACTOR, BLOCK_PANEL_BYTES, CRITIC, forwardGroup } from './network';
import { minibatchBegin, sampleAt } from './order';
import { BLOCK_ROWS, GROUP_ROWS, LayerWord, Partial, Real, Statistic, Word } from './plan';
import { LOG_SQRT_2_PI } from './rollout';
import { meet, nextTask } from './threads';

const PARTIALS_BYTES: usize = Partial.COUNT << 3;

/**
 * Blocks `first` to `last` of the epoch, as many for each minibatch as a full one has. All threads run this; they meet
 * after the rows' forward and backward passes, after the parameters' gradients, and after Adam's step.
 */
export function update(thread: usize, first: usize, last: usize): void {
  const blocks = (word(Word.BATCH_SIZE) + BLOCK_ROWS - 1) / BLOCK_ROWS;
  for (let index = first; index < last && !word(Word.STOPPED); index++) {
    updateBlock(thread, index / blocks, (index % blocks) * BLOCK_ROWS);
  }
}

function updateBlock(thread: usize, minibatch: usize, offset: usize): void {
  const place = minibatchBegin(minibatch) + offset;
  const end = minibatchBegin(minibatch + 1);
  // The epoch's last minibatch may be smaller and have fewer blocks.
  if (place >= end) return;
  const rows = min(<usize>BLOCK_ROWS, end - place);
  const isFirst = offset === 0;
  const isLast = place + rows === end;

  propagate(minibatch, place, rows);
  meet();
  if (thread === 0) {
    addPartials(rows, isFirst);
    if (isLast) finishMinibatch(end - minibatchBegin(minibatch));
  }
  differentiate(thread, rows, isFirst);
  meet();
  if (isLast && !word(Word.STOPPED)) {
    optimise();
    meet();
  }
}

/** Forwards, loss and backwards: one task for each tower and group of rows. */
function propagate(minibatch: usize, place: usize, rows: usize): void {
  const groups = (rows + GROUP_ROWS - 1) / GROUP_ROWS;
  for (;;) {
    const task = nextTask();
    if (task >= 2 * groups) break;
    const tower = task / groups;
    const first = (task % groups) * GROUP_ROWS;
    propagateGroup(tower, first, min(<usize>GROUP_ROWS, rows - first), minibatch, place + first);
  }
}

function propagateGroup(tower: usize, first: usize, count: usize, minibatch: usize, place: usize): void {
  const row = (tower * BLOCK_ROWS + first) * FLOAT;
  const outputs = word(Word.HEAD_OUTPUTS) + row;
  const slopes = word(Word.HEAD_DELTAS) + row;
  const partials = partialsOf(first / GROUP_ROWS);
  const size = minibatchBegin(minibatch + 1) - minibatchBegin(minibatch);
  gather(layerWord(layerOf(tower, 0), LayerWord.INPUT) + first * ROW, place, count);
  forwardGroup(tower, first, count, outputs);
  if (tower === ACTOR) {
    const normalisation = word(Word.NORMALISATION) + minibatch * 2 * DOUBLE;
    policyLoss(place, count, size, normalisation, outputs, slopes, partials);
  } else {
    valueLoss(place, count, size, outputs, slopes, partials);
  }
  backwardLiveTiles(tower, first, count, slopes);
}

function gather(to: usize, place: usize, count: usize): void {
  const panels = word(Word.OBSERVATION_PANELS);
  const panelBytes = word(Word.OBSERVATION_PANEL_BYTES);
  for (let row: usize = 0; row < count; row++, to += ROW) {
    let from = word(Word.OBSERVATIONS) + sampleAt(place + row) * ROW;
    let into = to;
    for (let panel = panels; panel > 0; panel--, from += panelBytes, into += BLOCK_PANEL_BYTES) {
      v128.store(into, v128.load(from));
      v128.store(into, v128.load(from, 16), 16);
    }
  }
}

/** A group's sums: the actor's task writes its part of them, the critic's the rest. */
function partialsOf(group: usize): usize {
  return word(Word.ROW_PARTIALS) + group * PARTIALS_BYTES;
}

function addTo(address: usize, value: f64): void {
  store<f64>(address, load<f64>(address) + value);
}

/** Adds the groups' sums to the minibatch's, in the order of the groups. */
function addPartials(rows: usize, isFirst: bool): void {
  const sums = statisticAddress(Statistic.MINIBATCH);
  if (isFirst) memory.fill(sums, 0, PARTIALS_BYTES);
  for (let group: usize = 0; group * GROUP_ROWS < rows; group++) {
    for (let entry: usize = 0; entry < PARTIALS_BYTES; entry += DOUBLE) {
      addTo(sums + entry, load<f64>(partialsOf(group) + entry));
    }
  }
}

/** Counts the minibatch in the update's statistics, and stops the update where the policy has moved too far. */
function finishMinibatch(size: usize): void {
  const sums = statisticAddress(Statistic.MINIBATCH);
  const mean = 1 / <f64>size;
  const policy = load<f64>(sums + (Partial.POLICY_LOSS << 3)) * mean;
  const value = load<f64>(sums + (Partial.VALUE_LOSS << 3)) * mean;
  const kl = load<f64>(sums + (Partial.KL << 3)) * mean;
  const logStd = <f64>load<f32>(word(Word.PARAMETERS) + word(Word.LOG_STD) * FLOAT);
  const entropy = -(logStd + 0.5 + LOG_SQRT_2_PI);
  addTo(statisticAddress(Statistic.MINIBATCHES), 1);
  addTo(statisticAddress(Statistic.POLICY_LOSS), policy);
  addTo(statisticAddress(Statistic.VALUE_LOSS), value);
  addTo(statisticAddress(Statistic.ENTROPY_LOSS), entropy);
  addTo(statisticAddress(Statistic.CLIP_FRACTION), load<f64>(sums + (Partial.CLIPPED << 3)) * mean);
  addTo(statisticAddress(Statistic.EPOCH_MINIBATCHES), 1);
  addTo(statisticAddress(Statistic.EPOCH_KL), kl);
  const loss = policy + real(Real.ENT_COEF) * entropy + real(Real.VF_COEF) * value;
  store<f64>(statisticAddress(Statistic.LOSS), loss);
  if (kl > real(Real.KL_LIMIT)) setWord(Word.STOPPED, 1);
  else setWord(Word.OPTIMIZER_STEP, <u32>word(Word.OPTIMIZER_STEP) + 1);
}

/**
 * One task for each strip of the weights and for each head. The first thread takes the actor's head: it alone knows
 * that the minibatch's sums, which this head needs, are complete.
 */
function differentiate(thread: usize, rows: usize, isFirst: bool): void {
  if (thread === 0) head(ACTOR, rows, isFirst);
  listLiveRows(thread, rows);
  const strips = word(Word.STRIPS);
  for (;;) {
    const task = nextTask();
    if (task > strips) break;
    if (task < strips) strip(task, thread, rows, isFirst);
    else head(CRITIC, rows, isFirst);
  }
}

function optimise(): void {
  const strips = word(Word.STRIPS);
  const step = word(Word.OPTIMIZER_STEP);
  const factor = clipFactor();
  const size = stepSize(step);
  const correction = rootCorrection(step);
  for (;;) {
    const task = nextTask();
    if (task >= strips + 2) break;
    if (task < strips) moveStrip(task, factor, size, correction);
    else moveHead(task - strips, factor, size, correction);
  }
}
