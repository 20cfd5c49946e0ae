const FIRST_ROTATIONS = vec4u(13u, 15u, 26u, 6u);
const OTHER_ROTATIONS = vec4u(17u, 29u, 16u, 24u);

// Threefry-2x32, 20 rounds: the same integers as src/random/threefry.ts.
fn threefry2x32(key: vec2u, counter: vec2u) -> vec2u {
  let parity = 0x1bd11bdau ^ key.x ^ key.y;
  var x = counter + key;
  x = fourRounds(x, FIRST_ROTATIONS) + vec2u(key.y, parity + 1u);
  x = fourRounds(x, OTHER_ROTATIONS) + vec2u(parity, key.x + 2u);
  x = fourRounds(x, FIRST_ROTATIONS) + vec2u(key.x, key.y + 3u);
  x = fourRounds(x, OTHER_ROTATIONS) + vec2u(key.y, parity + 4u);
  return fourRounds(x, FIRST_ROTATIONS) + vec2u(parity, key.x + 5u);
}

fn fourRounds(x: vec2u, rotations: vec4u) -> vec2u {
  return oneRound(oneRound(oneRound(oneRound(x, rotations.x), rotations.y), rotations.z), rotations.w);
}

fn oneRound(x: vec2u, rotation: u32) -> vec2u {
  let sum = x.x + x.y;
  return vec2u(sum, ((x.y << rotation) | (x.y >> (32u - rotation))) ^ sum);
}

// The key of `RandomStream` in src/random/stream.ts.
fn streamKey(seed: u32, stage: u32, purpose: u32) -> vec2u {
  return vec2u(seed, (stage << 8u) | purpose);
}

fn uniformOf(word: u32) -> f32 {
  return f32(word >> 8u) * 0x1p-24f;
}

// Box-Muller, with a logarithm and a cosine of our own: WGSL lets a GPU's cosine be wrong by 2^-11.
fn normalOf(words: vec2u) -> f32 {
  let radius = sqrt(-2.0 * naturalLogarithm(1.0 - uniformOf(words.x)));
  return radius * cosineOfTurn(uniformOf(words.y));
}

// log(x) for x in (0, 1], by the series of atanh around the nearest power of two; error below 2e-7 relative.
fn naturalLogarithm(x: f32) -> f32 {
  let bits = bitcast<u32>(x);
  // Mantissa in [sqrt(1/2), sqrt(2)).
  let shifted = bits - 0x3f3504f3u;
  let exponent = f32(bitcast<i32>(shifted) >> 23u);
  let mantissa = bitcast<f32>((shifted & 0x007fffffu) + 0x3f3504f3u);
  let s = (mantissa - 1.0) / (mantissa + 1.0);
  let s2 = s * s;
  let series = 2.0 * s * (1.0 + s2 * (1.0 / 3.0 + s2 * (1.0 / 5.0 + s2 * (1.0 / 7.0 + s2 / 9.0))));
  return exponent * 0.6931471805599453 + series;
}

// cos(2 pi u) for u in [0, 1), as the sine of at most a quarter turn; error below 2e-7.
fn cosineOfTurn(u: f32) -> f32 {
  let x = 6.283185307179586 * (abs(u - 0.5) - 0.25);
  let x2 = x * x;
  return x * (1.0 + x2 * (-1.0 / 6.0 + x2 * (1.0 / 120.0 + x2 * (-1.0 / 5040.0 +
    x2 * (1.0 / 362880.0 - x2 / 39916800.0)))));
}

// High half of a 32 x 32 bit product: a uniform integer below `bound`.
fn integerOf(word: u32, bound: u32) -> u32 {
  let low = (word & 0xffffu) * (bound & 0xffffu);
  let middle1 = (word >> 16u) * (bound & 0xffffu) + (low >> 16u);
  let middle2 = (word & 0xffffu) * (bound >> 16u) + (middle1 & 0xffffu);
  return (word >> 16u) * (bound >> 16u) + (middle1 >> 16u) + (middle2 >> 16u);
}

fn mix32(word: u32) -> u32 {
  var x = (word ^ (word >> 16u)) * 0x85ebca6bu;
  x = (x ^ (x >> 13u)) * 0xc2b2ae35u;
  return x ^ (x >> 16u);
}

// The image of `index` under a permutation of `size` elements: src/random/permutation.ts.
fn permuteIndex(index: u32, size: u32, key: vec2u) -> u32 {
  let bits = 32u - countLeadingZeros(size - 1u);
  let halfBits = max(1u, (bits + 1u) / 2u);
  let mask = (1u << halfBits) - 1u;
  var value = index;
  loop {
    var left = value >> halfBits;
    var right = value & mask;
    for (var round = 0u; round < 8u; round++) {
      let roundKey = key[round & 1u] + round * 0x9e3779b9u;
      let next = left ^ (mix32(right ^ roundKey) & mask);
      left = right;
      right = next;
    }
    value = (left << halfBits) | right;
    if (value < size) {
      break;
    }
  }
  return value;
}
