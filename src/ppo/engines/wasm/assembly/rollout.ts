/** Runs the policy in the environments. */
import {
  episodeReturnOf,
  hasEnded,
  observe,
  recordStepOf,
  resetEnvironment,
  stepEnvironment,
} from './environment';
import { ROW } from './gemm';
import { DOUBLE, FLOAT, parameter, real, realAddress, word, wordAddress } from './memory';
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

/** Actions `first` to `last` of all environments: environments never meet, so each group runs them without a pause. */
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
  normaliseRows(current, seen, count);
  infer(ACTOR, seen, count, scratchOf(thread), means);
  for (let i: usize = 0; i < count; i++) {
    stepOne(thread, first + i, step, sample + i, <f64>load<f32>(means + i * FLOAT));
  }
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

  let earned: f64 = 0;
  let ended = false;
  let position = begin;
  for (; position < begin + period && !ended; position++) {
    earned += stepEnvironment(environment, <f64>action, position);
    ended = hasEnded(environment);
  }
  const scaled = real(Real.REWARD_SCALE) * earned;
  let reward = <f32>scaled;
  followReturn(environment, scaled, ended);
  if (ended) {
    // A truncated episode would have gone on: what it would still have earned is the critic's guess.
    reward = <f32>(<f64>reward + real(Real.GAMMA) * finalValue(thread, environment, position));
    logEpisode(environment, step);
    resetEnvironment(environment, position);
  }
  store<f32>(word(Word.REWARDS) + sample * FLOAT, reward);
  store<u8>(word(Word.ENDS) + sample, ended);
  observe(environment, begin + period, word(Word.CURRENT_OBSERVATIONS) + environment * ROW);
}

/** The discounted return of the episode since the rollout began, for the statistics. */
function followReturn(environment: usize, reward: f64, ends: bool): void {
  const entry = word(Word.DISCOUNTED_RETURNS) + environment * RETURN_BYTES;
  const current = real(Real.GAMMA) * load<f64>(entry) + reward;
  store<f64>(entry, load<f64>(entry, RETURN_SUM) + current, RETURN_SUM);
  store<f64>(entry, load<f64>(entry, RETURN_SQUARES) + current * current, RETURN_SQUARES);
  store<f64>(entry, ends ? 0 : current);
}

function finalValue(thread: usize, environment: usize, stageStep: u32): f64 {
  const row = meansOf(thread) + GROUP_ROWS * FLOAT;
  observe(environment, stageStep, row);
  normaliseRows(row, row, 1);
  // The value takes the place of the row's first entry, which nothing needs any more.
  infer(CRITIC, row, 1, scratchOf(thread), row);
  return <f64>load<f32>(row);
}

/** From what the sensors say to what the networks see. */
export function normaliseRows(from: usize, into: usize, count: usize): void {
  for (let i: usize = 0; i < count * <usize>PANEL; i++) {
    const entry = i % <usize>PANEL;
    const value =
      <f64>load<f32>(from + i * FLOAT) - load<f64>(realAddress(Real.OBSERVATION_MEAN) + entry * DOUBLE);
    const scale = load<f64>(realAddress(Real.OBSERVATION_SCALE) + entry * DOUBLE);
    store<f32>(into + i * FLOAT, <f32>(value * scale));
  }
}

/** The host puts the entries in order: threads finish episodes in any. */
function logEpisode(environment: usize, step: usize): void {
  const place = <usize>atomic.add<u32>(wordAddress(Word.EPISODE_COUNT), 1);
  const entry = word(Word.EPISODES) + place * EPISODE_BYTES;
  store<f64>(entry, load<f64>(episodeReturnOf(environment)));
  store<u32>(entry + EPISODE_STEP, <u32>step);
  store<u32>(entry + EPISODE_ENVIRONMENT, <u32>environment);
  store<u32>(entry + EPISODE_LENGTH, load<u32>(recordStepOf(environment)));
}
