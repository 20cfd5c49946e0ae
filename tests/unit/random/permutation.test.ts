import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { permutation, permuteIndex } from '../../../src/random/permutation';
import { PURPOSE, RandomStream } from '../../../src/random/stream';

const word = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const stream = new RandomStream(3, 1, PURPOSE.minibatchOrder);

describe('permutation', () => {
  test('holds every index once, whatever the size and the key', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.tuple(word, word), (size, key) => {
        const sorted = permutation(size, key).sort();
        expect(sorted.every((value, index) => value === index)).toBe(true);
      }),
    );
  });

  test.each([1, 2, 3, 4, 5, 16, 17, 64, 65, 8192, 32768])('holds every index once for size %i', (size) => {
    const sorted = permutation(size, [1, 2]).sort();
    expect(sorted).toEqual(Uint32Array.from({ length: size }, (_, index) => index));
  });

  test('gives each element as the whole does', () => {
    const key = stream.words(0, 0);
    const whole = permutation(1000, key);
    expect(whole.every((value, index) => permuteIndex(index, 1000, key) === value)).toBe(true);
  });

  test('sends each index to each place about equally often', () => {
    const size = 12;
    const draws = 12_000;
    const counts = new Float64Array(size * size);
    for (let draw = 0; draw < draws; draw++) {
      permutation(size, stream.words(draw, 0)).forEach((place, index) => counts[index * size + place]++);
    }
    const expected = draws / size;
    const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // 99.99 % quantile with 11 x 11 degrees of freedom.
    expect(chiSquare).toBeLessThan(188);
  });

  test('keeps no order: neighbours do not stay together', () => {
    const size = 8192;
    const whole = permutation(size, stream.words(0, 1));
    const mean = (size - 1) / 2;
    let covariance = 0;
    for (let i = 1; i < size; i++) covariance += (whole[i] - mean) * (whole[i - 1] - mean);
    const correlation = covariance / (size * (size ** 2 / 12));
    expect(Math.abs(correlation)).toBeLessThan(5 / Math.sqrt(size));
  });
});
