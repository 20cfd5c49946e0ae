/**
 * A random permutation of 0..size-1 in which every element is computed on its own, so that a GPU, a WebAssembly
 * thread and this file shuffle alike: a Feistel network on the next even power of two, walked until it lands
 * inside (Black and Rogaway, "Ciphers with arbitrary finite domains", 2002).
 */

const ROUNDS = 8;

/** Finaliser of MurmurHash3: every input bit flips every output bit with probability near one half. */
function mix(word: number): number {
  let x = word;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

/**
 * The image of `index` under the permutation that `key` selects.
 *
 * @param key two unsigned 32-bit words, as `RandomStream.words` returns them
 * @param size number of elements, 1 to 2^30
 */
export function permuteIndex(index: number, size: number, key: readonly [number, number]): number {
  const halfBits = Math.max(1, Math.ceil((32 - Math.clz32(size - 1)) / 2));
  const mask = (1 << halfBits) - 1;
  let value = index;
  do {
    let left = value >>> halfBits;
    let right = value & mask;
    for (let round = 0; round < ROUNDS; round++) {
      const roundKey = (key[round & 1] + Math.imul(round, 0x9e3779b9)) | 0;
      const next = left ^ (mix(right ^ roundKey) & mask);
      left = right;
      right = next;
    }
    value = (left << halfBits) | right;
  } while (value >= size);
  return value;
}

/** The whole permutation: element i is the image of i. */
export function permutation(size: number, key: readonly [number, number]): Uint32Array {
  const order = new Uint32Array(size);
  for (let index = 0; index < size; index++) order[index] = permuteIndex(index, size, key);
  return order;
}
