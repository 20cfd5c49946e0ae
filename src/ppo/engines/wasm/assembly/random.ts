/** Counter-based random numbers: the same integers as `src/random` in TypeScript. */

function mixFour(x: u64, r0: u32, r1: u32, r2: u32, r3: u32): u64 {
  let x0 = <u32>x;
  let x1 = <u32>(x >> 32);
  x0 += x1;
  x1 = rotl<u32>(x1, r0) ^ x0;
  x0 += x1;
  x1 = rotl<u32>(x1, r1) ^ x0;
  x0 += x1;
  x1 = rotl<u32>(x1, r2) ^ x0;
  x0 += x1;
  x1 = rotl<u32>(x1, r3) ^ x0;
  return pair(x0, x1);
}

function pair(x0: u32, x1: u32): u64 {
  return (<u64>x0) | ((<u64>x1) << 32);
}

function inject(x: u64, key0: u32, key1: u32): u64 {
  return pair(<u32>x + key0, <u32>(x >> 32) + key1);
}

/** Threefry-2x32 with 20 rounds: the first word in the low half, the second in the high one. */
export function threefry(key0: u32, key1: u32, counter0: u32, counter1: u32): u64 {
  const key2 = 0x1bd11bda ^ key0 ^ key1;
  let x = pair(counter0 + key0, counter1 + key1);
  x = inject(mixFour(x, 13, 15, 26, 6), key1, key2 + 1);
  x = inject(mixFour(x, 17, 29, 16, 24), key2, key0 + 2);
  x = inject(mixFour(x, 13, 15, 26, 6), key0, key1 + 3);
  x = inject(mixFour(x, 17, 29, 16, 24), key1, key2 + 4);
  return inject(mixFour(x, 13, 15, 26, 6), key2, key0 + 5);
}

const TO_UNIT: f64 = 1.0 / 16777216.0;

function unit(word: u32): f64 {
  return <f64>(word >> 8) * TO_UNIT;
}

/** Uniform in [0, 1). */
export function uniform(key0: u32, key1: u32, position: u32, index: u32): f64 {
  return unit(<u32>threefry(key0, key1, position, index));
}

/** Standard normal by the Box-Muller transform. */
export function normal(key0: u32, key1: u32, position: u32, index: u32): f64 {
  const words = threefry(key0, key1, position, index);
  const radius = Math.sqrt(-2 * Math.log(1 - unit(<u32>words)));
  return radius * Math.cos(2 * Math.PI * unit(<u32>(words >> 32)));
}

/** Uniform integer in [0, bound). */
export function integer(key0: u32, key1: u32, position: u32, index: u32, bound: u32): u32 {
  const first = <u32>threefry(key0, key1, position, index);
  return <u32>((<u64>first * bound) >> 32);
}
