/** Generalised advantage estimation, and how well the critic foresaw the returns. */
import { DOUBLE, FLOAT, real, statisticAddress, word } from './memory';
import { GAE_ENVIRONMENTS, Real, Statistic, Word } from './plan';
import { nextTask } from './threads';

export function estimateAdvantages(first: usize, last: usize): void {
  for (;;) {
    const block = first + nextTask();
    if (block >= last) break;
    estimateBlock(block * GAE_ENVIRONMENTS);
  }
}

/** Some neighbouring environments, backwards in time: their numbers of one step share a line of the cache. */
function estimateBlock(first: usize): void {
  const environments = word(Word.ENVIRONMENTS);
  const count = min(<usize>GAE_ENVIRONMENTS, environments - first);
  const steps = word(Word.STEPS);
  const hasBaseline = word(Word.HAS_BASELINE) !== 0;
  // From a value to the baseline's.
  const toBaseline = (word(Word.OBSERVATION_ROWS) / 2) * FLOAT;
  const next = word(Word.NEXT_ADVANTAGES) + first * 2 * DOUBLE;
  memory.fill(next, 0, count * 2 * DOUBLE);
  for (let step = steps; step-- > 0;) {
    for (let i: usize = 0; i < count; i++) {
      const sample = step * environments + first + i;
      const value = word(Word.VALUES) + sample * FLOAT;
      const goesOn = 1 - <f64>load<u8>(word(Word.ENDS) + sample);
      const entry = next + i * 2 * DOUBLE;
      const reward = load<f32>(word(Word.REWARDS) + sample * FLOAT);
      const estimate = estimateOne(reward, value, environments, goesOn, entry);
      let advantage = estimate;
      if (hasBaseline) {
        const uncontrolled = load<f32>(word(Word.BASELINE_REWARDS) + sample * FLOAT);
        advantage -= estimateOne(uncontrolled, value + toBaseline, environments, goesOn, entry + DOUBLE);
      }
      store<f32>(word(Word.ADVANTAGES) + sample * FLOAT, <f32>advantage);
      store<f32>(word(Word.RETURNS) + sample * FLOAT, <f32>(estimate + <f64>load<f32>(value)));
    }
  }
}

/**
 * @param value address of the observation's; the one after it lies a row of environments behind
 * @param next address of the estimate one step later, which this one replaces
 */
function estimateOne(reward: f32, value: usize, environments: usize, goesOn: f64, next: usize): f64 {
  const gamma = real(Real.GAMMA);
  const nextValue = <f64>load<f32>(value + environments * FLOAT);
  const delta = <f64>reward + gamma * nextValue * goesOn - <f64>load<f32>(value);
  const estimate = delta + gamma * real(Real.GAE_LAMBDA) * goesOn * load<f64>(next);
  store<f64>(next, estimate);
  return estimate;
}

/** 1 - Var(returns - values) / Var(returns); NaN when the returns do not vary. */
export function explainVariance(): void {
  const samples = word(Word.STEPS) * word(Word.ENVIRONMENTS);
  const returns = word(Word.RETURNS);
  const values = word(Word.VALUES);
  let returnMean: f64 = 0;
  let errorMean: f64 = 0;
  for (let i: usize = 0; i < samples; i++) {
    const target = load<f32>(returns + i * FLOAT);
    returnMean += <f64>target;
    errorMean += <f64>(target - load<f32>(values + i * FLOAT));
  }
  returnMean /= <f64>samples;
  errorMean /= <f64>samples;
  let returnVariance: f64 = 0;
  let errorVariance: f64 = 0;
  for (let i: usize = 0; i < samples; i++) {
    const target = load<f32>(returns + i * FLOAT);
    const fromMean = <f64>target - returnMean;
    const error = <f64>(target - load<f32>(values + i * FLOAT)) - errorMean;
    returnVariance += fromMean * fromMean;
    errorVariance += error * error;
  }
  const explained = returnVariance === 0 ? NaN : 1 - errorVariance / returnVariance;
  store<f64>(statisticAddress(Statistic.EXPLAINED_VARIANCE), explained);
}
