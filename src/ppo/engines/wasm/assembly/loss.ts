/** PPO's clipped objective on a group of rows: the loss's slopes in the outputs of both heads, and its sums. */
import { DOUBLE, FLOAT, parameter, real, word } from './memory';
import { Partial, Real, Word } from './plan';
import { sampleAt } from './order';
import { logProbability } from './rollout';

function floatAt(array: Word, sample: usize): f64 {
  return <f64>load<f32>(word(array) + sample * FLOAT);
}

function clamp(x: f64, low: f64, high: f64): f64 {
  return Math.min(high, Math.max(low, x));
}

/**
 * @param place of the first row in the epoch's order
 * @param size of the minibatch
 * @param normalisation address of the mean and the divisor of its advantages
 * @param means one float a row, from the actor
 * @param slopes one float a row: the loss's slope in the mean
 * @param partials where the group's sums go
 */
export function policyLoss(
  place: usize,
  count: usize,
  size: usize,
  normalisation: usize,
  means: usize,
  slopes: usize,
  partials: usize,
): void {
  const logStd = <f64>load<f32>(parameter(word(Word.LOG_STD)));
  const std = Math.exp(logStd);
  const clipRange = real(Real.CLIP_RANGE);
  const advantageMean = load<f64>(normalisation);
  const advantageDivisor = load<f64>(normalisation + DOUBLE);
  let loss: f64 = 0;
  let kl: f64 = 0;
  let clipped: f64 = 0;
  let logStdGradient: f64 = 0;
  for (let row: usize = 0; row < count; row++) {
    const sample = sampleAt(place + row);
    const mean = <f64>load<f32>(means + row * FLOAT);
    const z = (floatAt(Word.ACTIONS, sample) - mean) / std;
    const logRatio = logProbability(z, logStd) - floatAt(Word.LOG_PROBABILITIES, sample);
    const ratio = Math.exp(logRatio);
    const advantage = (floatAt(Word.ADVANTAGES, sample) - advantageMean) / advantageDivisor;
    const clippedRatio = clamp(ratio, 1 - clipRange, 1 + clipRange);
    const objective = advantage * ratio;
    const clippedObjective = advantage * clippedRatio;
    loss -= Math.min(objective, clippedObjective);
    kl += ratio - 1 - logRatio;
    if (Math.abs(ratio - 1) > clipRange) clipped += 1;
    // Where clipping makes the objective smaller, it is constant.
    const follows = !(clippedObjective < objective) || ratio === clippedRatio;
    const ratioSlope = follows ? -objective / <f64>size : 0;
    store<f32>(slopes + row * FLOAT, <f32>((ratioSlope * z) / std));
    logStdGradient += ratioSlope * (z * z - 1);
  }
  store<f64>(partials + (Partial.POLICY_LOSS << 3), loss);
  store<f64>(partials + (Partial.KL << 3), kl);
  store<f64>(partials + (Partial.CLIPPED << 3), clipped);
  store<f64>(partials + (Partial.LOG_STD_GRADIENT << 3), logStdGradient);
}

/** As `policyLoss`, for the critic's values. */
export function valueLoss(
  place: usize,
  count: usize,
  size: usize,
  values: usize,
  slopes: usize,
  partials: usize,
): void {
  const clipRange = real(Real.CLIP_RANGE_VF);
  const weight = (2 * real(Real.VF_COEF)) / <f64>size;
  let loss: f64 = 0;
  for (let row: usize = 0; row < count; row++) {
    const sample = sampleAt(place + row);
    const oldValue = floatAt(Word.VALUES, sample);
    const change = <f64>load<f32>(values + row * FLOAT) - oldValue;
    const error = oldValue + clamp(change, -clipRange, clipRange) - floatAt(Word.RETURNS, sample);
    loss += error * error;
    const follows = !(Math.abs(change) > clipRange);
    store<f32>(slopes + row * FLOAT, <f32>(follows ? weight * error : 0));
  }
  store<f64>(partials + (Partial.VALUE_LOSS << 3), loss);
}
