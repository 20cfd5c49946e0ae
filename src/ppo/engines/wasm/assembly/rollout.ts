/** Runs the policy in the environments. */
import {
  episodeReturnOf,
  hasEnded,
  observe,
  observeUncontrolled,
  recordStepOf,
  resetEnvironment,
  stepEnvironment,
  uncontrolledReward,
} from './environment';
import { ROW } from './gemm';
import { DOUBLE, FLOAT, parameter, real, word, wordAddress } from './memory';
import { ACTOR, CRITIC, infer } from './network';
import {
  EPISODE_BYTES,
  EPISODE_ENVIRONMENT,
  EPISODE_LENGTH,
  EPISODE_STEP,
  GROUP_ROWS,
  PANEL,
  Real,
  RETURN_BYTES,
  RETURN_SQUARES,
  RETURN_SUM,
  TILE_ROWS,
  Word,
} from './plan';
import { normal } from './random';
import { nextTask } from './threads';

/** log(sqrt(2 pi)) */
export const LOG_SQRT_2_PI: f64 = 0.91893853320467274178;

/** Logarithm of the density of `action` under a normal. */
export function logProbability(deviation: f64, logStd: f64): f64 {
  return -0.5 * deviation * deviation - logStd - LOG_SQRT_2_PI;
}

export function scratchOf(thread: usize): usize {
  return word(Word.SCRATCH) + thread * word(Word.SCRATCH_STRIDE);
}

function meansOf(thread: usize): usize {
  return scratchOf(thread) + 2 * word(Word.LAYER_SCRATCH_BYTES);
}

/** Bytes between the panels of the tile of observations. */
const TILE_PANEL_BYTES: usize = <usize>TILE_ROWS * ROW;

/** A tile of observations. */
function tileOf(thread: usize): usize {
  return meansOf(thread) + GROUP_ROWS * FLOAT;
}

/** Room for the deviations of an observation from its means, float64. */
function deviationsOf(thread: usize): usize {
  return tileOf(thread) + word(Word.OBSERVATION_PANELS) * TILE_PANEL_BYTES;
}

/** Room for the accelerations of a building. */
function accelerationsOf(thread: usize): usize {
  return deviationsOf(thread) + word(Word.OBSERVATION_PANELS) * PANEL * DOUBLE;
}

/** Takes actions `first` to `last` in all environments. These never meet, so each group runs without a pause. */
export function rollOut(thread: usize, first: usize, last: usize): void {
  const environments = word(Word.ENVIRONMENTS);
  const groupRows = word(Word.ROLLOUT_GROUP_ROWS);
  for (;;) {
    const environment = nextTask() * groupRows;
    if (environment >= environments) break;
    const count = min(groupRows, environments - environment);
    for (let step = first; step < last; step++) stepGroup(thread, environment, count, step);
  }
}

function stepGroup(thread: usize, first: usize, count: usize, step: usize): void {
  const means = meansOf(thread);
  const sample = step * word(Word.ENVIRONMENTS) + first;
  const current = word(Word.CURRENT_OBSERVATIONS) + first * ROW;
  const seen = word(Word.OBSERVATIONS) + sample * ROW;
  normaliseRows(thread, current, seen, count);
  infer(ACTOR, seen, word(Word.OBSERVATION_PANEL_BYTES), count, scratchOf(thread), means);
  for (let i: usize = 0; i < count; i++) {
    if (word(Word.HAS_BASELINE)) observeBaseline(thread, first + i, sample + i);
    stepOne(thread, first + i, step, sample + i, <f64>load<f32>(means + i * FLOAT));
  }
  if (step + 1 === word(Word.STEPS)) observeLast(thread, first, count);
}

/** What the environments show after the rollout lies behind its samples. */
function observeLast(thread: usize, first: usize, count: usize): void {
  const row = word(Word.STEPS) * word(Word.ENVIRONMENTS) + first;
  const current = word(Word.CURRENT_OBSERVATIONS) + first * ROW;
  normaliseRows(thread, current, word(Word.OBSERVATIONS) + row * ROW, count);
  if (!word(Word.HAS_BASELINE)) return;
  for (let i: usize = 0; i < count; i++) observeBaseline(thread, first + i, row + i);
}

/** @param row of the environment's own observation; the baseline's lies half the array behind it */
function observeBaseline(thread: usize, environment: usize, row: usize): void {
  const seen = word(Word.OBSERVATIONS) + (word(Word.OBSERVATION_ROWS) / 2 + row) * ROW;
  const panelBytes = word(Word.OBSERVATION_PANEL_BYTES);
  observeUncontrolled(environment, seen, panelBytes);
  normaliseRow(thread, seen, panelBytes, seen, panelBytes);
}

function stepOne(thread: usize, environment: usize, step: usize, sample: usize, mean: f64): void {
  const period = <u32>word(Word.CONTROL_PERIOD);
  const begin = <u32>word(Word.STAGE_STEP) + <u32>step * period;
  const logStd = <f64>load<f32>(parameter(word(Word.LOG_STD)));
  const std = Math.exp(logStd);
  const noise = normal(<u32>word(Word.SEED), <u32>word(Word.ACTION_KEY), begin, <u32>environment);
  const action = <f32>(mean + std * noise);
  store<f32>(word(Word.ACTIONS) + sample * FLOAT, action);
  const deviation = (<f64>action - mean) / std;
  store<f32>(word(Word.LOG_PROBABILITIES) + sample * FLOAT, <f32>logProbability(deviation, logStd));

  const hasBaseline = word(Word.HAS_BASELINE) !== 0;
  let baseline: f32 = 0;
  if (hasBaseline) baseline = <f32>(real(Real.REWARD_SCALE) * uncontrolledReward(environment));
  let earned: f64 = 0;
  let ended = false;
  let position = begin;
  for (; position < begin + period && !ended; position++) {
    earned += stepEnvironment(environment, <f64>action, position, accelerationsOf(thread));
    ended = hasEnded(environment);
  }
  const scaled = real(Real.REWARD_SCALE) * earned;
  let reward = <f32>scaled;
  followReturn(environment, scaled, ended);
  if (ended) {
    // A truncated episode would have gone on: what it would still have earned is the critic's guess.
    const row = tileOf(thread);
    observe(environment, position, row, TILE_PANEL_BYTES);
    reward = <f32>(<f64>reward + real(Real.GAMMA) * finalValue(thread, row));
    if (hasBaseline) {
      observeUncontrolled(environment, row, TILE_PANEL_BYTES);
      baseline = <f32>(<f64>baseline + real(Real.GAMMA) * finalValue(thread, row));
    }
    logEpisode(environment, step);
    resetEnvironment(environment, position);
  }
  store<f32>(word(Word.REWARDS) + sample * FLOAT, reward);
  if (hasBaseline) store<f32>(word(Word.BASELINE_REWARDS) + sample * FLOAT, baseline);
  store<u8>(word(Word.ENDS) + sample, ended);
  const current = word(Word.CURRENT_OBSERVATIONS) + environment * ROW;
  observe(environment, begin + period, current, word(Word.CURRENT_PANEL_BYTES));
}

/** The discounted return of the episode since the rollout began, for the statistics. */
function followReturn(environment: usize, reward: f64, ends: bool): void {
  const entry = word(Word.DISCOUNTED_RETURNS) + environment * RETURN_BYTES;
  const current = real(Real.GAMMA) * load<f64>(entry) + reward;
  store<f64>(entry, load<f64>(entry, RETURN_SUM) + current, RETURN_SUM);
  store<f64>(entry, load<f64>(entry, RETURN_SQUARES) + current * current, RETURN_SQUARES);
  store<f64>(entry, ends ? 0 : current);
}

/** @param row the tile's, an observation in SI units, which is overwritten */
function finalValue(thread: usize, row: usize): f64 {
  normaliseRow(thread, row, TILE_PANEL_BYTES, row, TILE_PANEL_BYTES);
  // The value takes the place of the row's first entry, which nothing needs any more.
  infer(CRITIC, row, TILE_PANEL_BYTES, 1, scratchOf(thread), row);
  return <f64>load<f32>(row);
}

/** Turns what the sensors say, of neighbouring environments, into what the networks see. */
function normaliseRows(thread: usize, from: usize, into: usize, count: usize): void {
  const currentBytes = word(Word.CURRENT_PANEL_BYTES);
  const panelBytes = word(Word.OBSERVATION_PANEL_BYTES);
  for (let row: usize = 0; row < count * ROW; row += ROW) {
    normaliseRow(thread, from + row, currentBytes, into + row, panelBytes);
  }
}

/** Both rows may be the same memory; their panels lie so many bytes apart. */
function normaliseRow(
  thread: usize,
  from: usize,
  fromPanelBytes: usize,
  into: usize,
  intoPanelBytes: usize,
): void {
  const panels = word(Word.OBSERVATION_PANELS);
  if (panels === 1) normalisePanel(from, into);
  else normalisePanels(deviationsOf(thread), panels, from, fromPanelBytes, into, intoPanelBytes);
}

/** An observation of one panel, whose deviations stay in registers. */
function normalisePanel(from: usize, into: usize): void {
  const mean = word(Word.OBSERVATION_MEAN);
  const low = v128.load(from);
  const high = v128.load(from, 16);
  const d0 = deviations(mean, low);
  const d1 = deviations(mean + 16, v128.shuffle<f32>(low, low, 2, 3, 2, 3));
  const d2 = deviations(mean + 32, high);
  const d3 = deviations(mean + 48, v128.shuffle<f32>(high, high, 2, 3, 2, 3));
  let transform = word(Word.OBSERVATION_TRANSFORM);
  for (let place = into; place < into + ROW; place += FLOAT) {
    // In the order of a loop over the entries, as the other engines add.
    let sum: f64 = 0;
    sum = addProducts(sum, f64x2.mul(v128.load(transform), d0));
    sum = addProducts(sum, f64x2.mul(v128.load(transform, 16), d1));
    sum = addProducts(sum, f64x2.mul(v128.load(transform, 32), d2));
    sum = addProducts(sum, f64x2.mul(v128.load(transform, 48), d3));
    store<f32>(place, <f32>sum);
    transform += <usize>PANEL * DOUBLE;
  }
}

function normalisePanels(
  room: usize,
  panels: usize,
  from: usize,
  fromPanelBytes: usize,
  into: usize,
  intoPanelBytes: usize,
): void {
  const bytes = panels * PANEL * DOUBLE;
  let mean = word(Word.OBSERVATION_MEAN);
  for (let place = room; place < room + bytes; from += fromPanelBytes) {
    for (let entry = from; entry < from + ROW; entry += 2 * FLOAT, place += 16, mean += 16) {
      v128.store(place, deviations(mean, v128.load64_zero(entry)));
    }
  }
  let transform = word(Word.OBSERVATION_TRANSFORM);
  for (let panel: usize = 0; panel < panels; panel++, into += intoPanelBytes) {
    for (let place = into; place < into + ROW; place += FLOAT) {
      let sum: f64 = 0;
      for (let entry = room; entry < room + bytes; entry += 16, transform += 16) {
        sum = addProducts(sum, f64x2.mul(v128.load(transform), v128.load(entry)));
      }
      store<f32>(place, <f32>sum);
    }
  }
}

/** Deviations of two entries, the lower floats of `values`, from their means, float64. */
function deviations(mean: usize, values: v128): v128 {
  return f64x2.sub(f64x2.promote_low_f32x4(values), v128.load(mean));
}

function addProducts(sum: f64, products: v128): f64 {
  return sum + f64x2.extract_lane(products, 0) + f64x2.extract_lane(products, 1);
}

/** Notes an episode that ended, in any order: threads finish as they do, and the host sorts. */
function logEpisode(environment: usize, step: usize): void {
  const place = <usize>atomic.add<u32>(wordAddress(Word.EPISODE_COUNT), 1);
  const entry = word(Word.EPISODES) + place * EPISODE_BYTES;
  store<f64>(entry, load<f64>(episodeReturnOf(environment)));
  store<u32>(entry + EPISODE_STEP, <u32>step);
  store<u32>(entry + EPISODE_ENVIRONMENT, <u32>environment);
  store<u32>(entry + EPISODE_LENGTH, load<u32>(recordStepOf(environment)));
}
