/** In which order an epoch sees the samples, and how each minibatch's advantages are normalised. */
import { DOUBLE, FLOAT, word } from './memory';
import { ORDER_SAMPLES, Word } from './plan';
import { permuteIndex } from './permutation';
import { nextTask } from './threads';

export function orderSamples(first: usize, last: usize): void {
  const samples = word(Word.STEPS) * word(Word.ENVIRONMENTS);
  for (;;) {
    const block = first + nextTask();
    if (block >= last) break;
    const end = min(samples, (block + 1) * ORDER_SAMPLES);
    for (let place = block * ORDER_SAMPLES; place < end; place++) {
      const key0 = <u32>word(Word.ORDER_KEY0);
      const key1 = <u32>word(Word.ORDER_KEY1);
      store<u32>(word(Word.ORDER) + place * 4, permuteIndex(<u32>place, <u32>samples, key0, key1));
    }
  }
}

export function normaliseMinibatches(first: usize, last: usize): void {
  for (;;) {
    const minibatch = first + nextTask();
    if (minibatch >= last) break;
    normaliseMinibatch(minibatch);
  }
}

/** First sample of a minibatch, as a place in the epoch's order; also the end of the one before. */
export function minibatchBegin(minibatch: usize): usize {
  return min(minibatch * word(Word.BATCH_SIZE), word(Word.STEPS) * word(Word.ENVIRONMENTS));
}

export function sampleAt(place: usize): usize {
  return load<u32>(word(Word.ORDER) + place * 4);
}

function advantageAt(place: usize): f64 {
  return <f64>load<f32>(word(Word.ADVANTAGES) + sampleAt(place) * FLOAT);
}

/** Mean and unbiased standard deviation; a single sample stays as it is. */
function normaliseMinibatch(minibatch: usize): void {
  const begin = minibatchBegin(minibatch);
  const end = minibatchBegin(minibatch + 1);
  const size = <f64>(end - begin);
  let mean: f64 = 0;
  let divisor: f64 = 1;
  if (word(Word.NORMALIZE_ADVANTAGE) && size > 1) {
    for (let place = begin; place < end; place++) mean += advantageAt(place) / size;
    let sum: f64 = 0;
    for (let place = begin; place < end; place++) {
      const difference = advantageAt(place) - mean;
      sum += difference * difference;
    }
    divisor = Math.sqrt(sum / (size - 1)) + 1e-8;
  }
  const entry = word(Word.NORMALISATION) + minibatch * 2 * DOUBLE;
  store<f64>(entry, mean);
  store<f64>(entry + DOUBLE, divisor);
}
