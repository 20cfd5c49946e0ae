// What the rollout was like: one workgroup.

@group(0) @binding(0) var<uniform> hyperparameters: Hyperparameters;
// Advantage, return, value.
@group(0) @binding(1) var<storage, read> estimates: array<vec4f>;
@group(0) @binding(2) var<storage, read> observations: array<vec4f>;
@group(0) @binding(3) var<storage, read> returnSums: array<vec2f>;
@group(0) @binding(4) var<storage, read_write> moments: Moments;

alias Summand = vec4f;

@compute @workgroup_size(THREADS)
fn measure(@builtin(local_invocation_id) local: vec3u) {
  let thread = local.x;
  let count = hyperparameters.sampleCount;
  var returns = vec4f(0.0);
  for (var i = thread; i < hyperparameters.environments; i += THREADS) {
    returns += vec4f(returnSums[i], 0.0, 0.0);
  }
  var sums = vec4f(0.0);
  var low = vec4f(0.0);
  var high = vec4f(0.0);
  for (var i = thread; i < count; i += THREADS) {
    sums += returnAndResidual(i);
    low += observations[2u * i];
    high += observations[2u * i + 1u];
  }
  let returnTotals = total(returns, thread).xy;
  let means = total(sums, thread) / f32(count);
  let meanLow = total(low, thread) / f32(count);
  let meanHigh = total(high, thread) / f32(count);

  sums = vec4f(0.0);
  // The covariance by its quarters; the fourth is the second's transpose.
  var lowLow = mat4x4f();
  var lowHigh = mat4x4f();
  var highHigh = mat4x4f();
  for (var i = thread; i < count; i += THREADS) {
    let deviation = returnAndResidual(i) - means;
    sums += deviation * deviation;
    let one = observations[2u * i] - meanLow;
    let two = observations[2u * i + 1u] - meanHigh;
    lowLow += mat4x4f(one * one.x, one * one.y, one * one.z, one * one.w);
    lowHigh += mat4x4f(two * one.x, two * one.y, two * one.z, two * one.w);
    highHigh += mat4x4f(two * two.x, two * two.y, two * two.z, two * two.w);
  }
  let variances = total(sums, thread) / f32(count);
  let first = totals(lowLow, thread) * (1.0 / f32(count));
  let second = totals(lowHigh, thread) * (1.0 / f32(count));
  let third = totals(highHigh, thread) * (1.0 / f32(count));
  if (thread == 0u) {
    moments.variances = variances.xy;
    moments.returnSums = returnTotals;
    moments.observationMean = array<vec4f, 2>(meanLow, meanHigh);
    let transposed = transpose(second);
    for (var row = 0u; row < 4u; row++) {
      moments.observationCovariance[2u * row] = first[row];
      moments.observationCovariance[2u * row + 1u] = second[row];
      moments.observationCovariance[2u * row + 8u] = transposed[row];
      moments.observationCovariance[2u * row + 9u] = third[row];
    }
  }
}

// What the critic aims at, and what it leaves of it.
fn returnAndResidual(sample: u32) -> vec4f {
  let estimate = estimates[sample];
  return vec4f(estimate.y, estimate.y - estimate.z, 0.0, 0.0);
}

fn totals(value: mat4x4f, thread: u32) -> mat4x4f {
  return mat4x4f(total(value[0], thread), total(value[1], thread), total(value[2], thread), total(value[3], thread));
}
