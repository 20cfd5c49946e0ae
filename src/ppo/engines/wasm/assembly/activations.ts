/** Activation functions and their slopes, in place on a stretch of floats. */
import { madd } from './simd';

/**
 * The constants of tanh in memory: written as literals, V8 would build each of them anew for every vector, which takes
 * longer than the arithmetic.
 */
const CONSTANTS = memory.data<f32>([
  9.1, -2, 1.44269504088896341, 12582912, -0.693359375, 2.1219444e-4, 1.98756915e-4, 1.3981999507e-3,
  8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1, 1, 2,
]);

function constant(index: usize): v128 {
  return v128.load_splat<f32>(CONSTANTS + (index << 2));
}

/**
 * tanh by its definition through e^t - 1, t = -2|x|, which keeps full precision near zero where a quotient of
 * exponentials would cancel. The exponential's polynomial is Cephes's `expf` (Moshier 1989). Absolute error below 2e-7;
 * NaN stays NaN.
 */
function tanh4(x: v128, signBit: v128): v128 {
  // Beyond 9.1 the float32 nearest to tanh is 1. `pmin` in this order lets NaN pass.
  const magnitude = f32x4.pmin(v128.andnot(x, signBit), constant(0));
  const t = f32x4.mul(magnitude, constant(1));
  // t = n log(2) + r: adding 1.5 * 2^23 rounds to an integer, and leaves it in the low bits.
  const shifter = constant(3);
  const shifted = madd(t, constant(2), shifter);
  const n = f32x4.sub(shifted, shifter);
  const r = madd(n, constant(5), madd(n, constant(4), t));
  let p = madd(r, constant(6), constant(7));
  p = madd(p, r, constant(8));
  p = madd(p, r, constant(9));
  p = madd(p, r, constant(10));
  p = madd(p, r, constant(11));
  p = madd(p, f32x4.mul(r, r), r);
  // The bits of 1 times 2^n: the shift drops all of `shifted` but n.
  const one = constant(12);
  const power = i32x4.add(i32x4.shl(shifted, 23), one);
  const e = madd(power, p, f32x4.sub(power, one));
  return v128.bitselect(x, f32x4.div(e, f32x4.add(e, constant(13))), signBit);
}

/** @param end address after the last of a multiple of four floats */
export function applyTanh(begin: usize, end: usize): void {
  const signBit = i32x4.splat(0x80000000);
  for (; begin < end; begin += 16) v128.store(begin, tanh4(v128.load(begin), signBit));
}

export function applyRelu(begin: usize, end: usize): void {
  for (; begin < end; begin += 16) {
    // `pmax` in this order lets NaN pass.
    v128.store(begin, f32x4.pmax(v128.load(begin), f32x4.splat(0)));
  }
}

/** Multiplies slopes by tanh' = 1 - tanh^2. */
export function applyTanhSlope(begin: usize, end: usize, outputs: usize): void {
  const one = constant(12);
  for (; begin < end; begin += 16, outputs += 16) {
    const output = v128.load(outputs);
    const slope = f32x4.sub(one, f32x4.mul(output, output));
    v128.store(begin, f32x4.mul(v128.load(begin), slope));
  }
}

/** Keeps slopes where the output is positive. */
export function applyReluSlope(begin: usize, end: usize, outputs: usize): void {
  for (; begin < end; begin += 16, outputs += 16) {
    v128.store(begin, v128.and(v128.load(begin), f32x4.gt(v128.load(outputs), f32x4.splat(0))));
  }
}
