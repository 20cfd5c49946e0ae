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
  const gamma = real(Real.GAMMA);
  const decay = gamma * real(Real.GAE_LAMBDA);
  const nextAdvantages = word(Word.NEXT_ADVANTAGES) + first * DOUBLE;
  memory.fill(nextAdvantages, 0, count * DOUBLE);
  let nextValues = word(Word.LAST_VALUES) + first * FLOAT;
  for (let step = steps; step-- > 0;) {
    const sample = step * environments + first;
    const values = word(Word.VALUES) + sample * FLOAT;
    for (let i: usize = 0; i < count; i++) {
      const offset = (sample + i) * FLOAT;
      const goesOn = 1 - <f64>load<u8>(word(Word.ENDS) + sample + i);
      const value = <f64>load<f32>(values + i * FLOAT);
      const reward = <f64>load<f32>(word(Word.REWARDS) + offset);
      const delta = reward + gamma * <f64>load<f32>(nextValues + i * FLOAT) * goesOn - value;
      const advantage = delta + decay * goesOn * load<f64>(nextAdvantages + i * DOUBLE);
      store<f64>(nextAdvantages + i * DOUBLE, advantage);
      store<f32>(word(Word.ADVANTAGES) + offset, <f32>advantage);
      store<f32>(word(Word.RETURNS) + offset, <f32>(advantage + value));
    }
    nextValues = values;
  }
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
