// What the rollout was like: one workgroup.

struct Moments {
  // Variances of the returns and of what the critic leaves of them, for the explained variance.
  variances: vec2f,
  // Sums of `returnSums`.
  returnSums: vec2f,
  observationMean: array<vec4f, 2>,
  observationVariance: array<vec4f, 2>,
}

@group(0) @binding(0) var<uniform> hyperparameters: Hyperparameters;
// Advantage, return, value.
@group(0) @binding(1) var<storage, read> estimates: array<vec4f>;
@group(0) @binding(2) var<storage, read> observations: array<vec4f>;
@group(0) @binding(3) var<storage, read> returnSums: array<vec2f>;
@group(0) @binding(4) var<storage, read_write> moments: Moments;

const THREADS = 256u;
var<workgroup> partials: array<vec4f, THREADS>;

@compute @workgroup_size(THREADS)
fn measure(@builtin(local_invocation_id) local: vec3u) {
  let thread = local.x;
  let count = hyperparameters.sampleCount;
  var returns = vec4f(0.0);
  for (var i = thread; i < hyperparameters.environments; i += THREADS) {
    returns += vec4f(returnSums[i], 0.0, 0.0);
  }
  let returnTotals = total(returns, thread).xy;

  var sums = vec4f(0.0);
  var first = vec4f(0.0);
  var second = vec4f(0.0);
  for (var i = thread; i < count; i += THREADS) {
    sums += vec4f(estimates[i].yx, 0.0, 0.0);
    first += observations[2u * i];
    second += observations[2u * i + 1u];
  }
  let means = total(sums, thread) / f32(count);
  let mean = array<vec4f, 2>(total(first, thread) / f32(count), total(second, thread) / f32(count));

  sums = vec4f(0.0);
  first = vec4f(0.0);
  second = vec4f(0.0);
  for (var i = thread; i < count; i += THREADS) {
    let deviation = vec4f(estimates[i].yx, 0.0, 0.0) - means;
    sums += deviation * deviation;
    let one = observations[2u * i] - mean[0];
    first += one * one;
    let two = observations[2u * i + 1u] - mean[1];
    second += two * two;
  }
  let variances = total(sums, thread) / f32(count);
  let variance = array<vec4f, 2>(total(first, thread) / f32(count), total(second, thread) / f32(count));
  if (thread == 0u) {
    moments = Moments(variances.xy, returnTotals, mean, variance);
  }
}

fn total(value: vec4f, thread: u32) -> vec4f {
  partials[thread] = value;
  workgroupBarrier();
  for (var half = THREADS / 2u; half > 0u; half /= 2u) {
    if (thread < half) {
      partials[thread] += partials[thread + half];
    }
    workgroupBarrier();
  }
  let sum = partials[0];
  workgroupBarrier();
  return sum;
}
