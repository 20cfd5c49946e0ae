/** Activation functions and their slopes, in place on a stretch of floats. */
import { madd } from './simd';

function splat(x: f32): v128 {
  return f32x4.splat(x);
}

/**
 * tanh by its definition through e^t - 1, t = -2|x|, which keeps full precision near zero where a quotient of
 * exponentials would cancel. The exponential's polynomial is Cephes's `expf` (Moshier 1989). Absolute error below 2e-7;
 * NaN stays NaN.
 */
function tanh4(x: v128): v128 {
  const sign = v128.and(x, i32x4.splat(0x80000000));
  // Beyond 9.1 the float32 nearest to tanh is 1. `pmin` in this order lets NaN pass.
  const magnitude = f32x4.pmin(v128.xor(x, sign), splat(9.1));
  const t = f32x4.mul(magnitude, splat(-2));
  // t = n log(2) + r: adding 1.5 * 2^23 rounds to an integer, and leaves it in the low bits.
  const shifted = madd(t, splat(1.44269504088896341), splat(12582912));
  const n = f32x4.sub(shifted, splat(12582912));
  const r = madd(n, splat(2.1219444e-4), madd(n, splat(-0.693359375), t));
  let p = madd(r, splat(1.98756915e-4), splat(1.3981999507e-3));
  p = madd(p, r, splat(8.3334519073e-3));
  p = madd(p, r, splat(4.1665795894e-2));
  p = madd(p, r, splat(1.6666665459e-1));
  p = madd(p, r, splat(5.0000001201e-1));
  p = madd(p, f32x4.mul(r, r), r);
  const power = i32x4.add(i32x4.shl(shifted, 23), i32x4.splat(0x3f800000));
  const e = madd(power, p, f32x4.sub(power, splat(1)));
  return v128.xor(f32x4.div(e, f32x4.add(e, splat(2))), v128.xor(sign, i32x4.splat(0x80000000)));
}

/** @param end address after the last of a multiple of four floats */
export function applyTanh(begin: usize, end: usize): void {
  for (; begin < end; begin += 16) v128.store(begin, tanh4(v128.load(begin)));
}

export function applyRelu(begin: usize, end: usize): void {
  for (; begin < end; begin += 16) {
    // `pmax` in this order lets NaN pass.
    v128.store(begin, f32x4.pmax(v128.load(begin), splat(0)));
  }
}

/** Multiplies slopes by tanh' = 1 - tanh^2. */
export function applyTanhSlope(begin: usize, end: usize, outputs: usize): void {
  for (; begin < end; begin += 16, outputs += 16) {
    const output = v128.load(outputs);
    const slope = f32x4.sub(splat(1), f32x4.mul(output, output));
    v128.store(begin, f32x4.mul(v128.load(begin), slope));
  }
}

/** Keeps slopes where the output is positive. */
export function applyReluSlope(begin: usize, end: usize, outputs: usize): void {
  for (; begin < end; begin += 16, outputs += 16) {
    v128.store(begin, v128.and(v128.load(begin), f32x4.gt(v128.load(outputs), splat(0))));
  }
}
