/**
 * a * b + c in four lanes. With relaxed SIMD it is one instruction on processors that have it, and rounds once;
 * without, it rounds twice.
 */
export function madd(a: v128, b: v128, c: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_madd(a, b, c) : f32x4.add(f32x4.mul(a, b), c);
}

/** One float in all four lanes. */
export function broadcast(address: usize): v128 {
  return v128.load_splat<f32>(address);
}

export function horizontalSum(x: v128): f32 {
  return (
    f32x4.extract_lane(x, 0) +
    f32x4.extract_lane(x, 1) +
    (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3))
  );
}
