/** Feistel permutations: the same integers as `src/random/permutation` in TypeScript. */

function mix(word: u32): u32 {
  let x = word;
  x = (x ^ (x >> 16)) * 0x85ebca6b;
  x = (x ^ (x >> 13)) * 0xc2b2ae35;
  return x ^ (x >> 16);
}

/** The image of `index` under the permutation of 0..size-1 that the key selects. */
export function permuteIndex(index: u32, size: u32, key0: u32, key1: u32): u32 {
  const bits = 32 - clz<u32>(size - 1);
  const halfBits = max<u32>(1, (bits + 1) >> 1);
  const mask: u32 = (1 << halfBits) - 1;
  let value = index;
  do {
    let left = value >> halfBits;
    let right = value & mask;
    for (let round: u32 = 0; round < 8; round++) {
      const roundKey = (round & 1 ? key1 : key0) + round * 0x9e3779b9;
      const next = left ^ (mix(right ^ roundKey) & mask);
      left = right;
      right = next;
    }
    value = (left << halfBits) | right;
  } while (value >= size);
  return value;
}
