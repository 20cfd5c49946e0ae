// What the rollout was like: one workgroup for each block of the observations' covariance, up to its diagonal; the first one
// measures the returns as well.

@group(0) @binding(0) var<uniform> hyperparameters: array<Hyperparameters, MOST_MEMBERS>;
// Advantage, return, value.
@group(0) @binding(1) var<storage, read> estimates: array<vec4f>;
@group(0) @binding(2) var<storage, read> observations: array<vec4f>;
@group(0) @binding(3) var<storage, read> returnSums: array<vec2f>;
@group(0) @binding(4) var<storage, read_write> moments: array<Moments>;
@group(0) @binding(5) var<uniform> members: Members;

alias Summand = vec4f;

@compute @workgroup_size(THREADS)
fn measure(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let member = memberOf(group.z);
  if (group.x == 0u) {
    measureReturns(member, local.x);
  }
  measureObservations(member, group.x, local.x);
}

fn measureReturns(member: u32, thread: u32) {
  let count = hyperparameters[member].sampleCount;
  let environments = hyperparameters[member].environments;
  let firstSample = member * members.samples;
  var returns = vec4f(0.0);
  for (var i = thread; i < environments; i += THREADS) {
    returns += vec4f(returnSums[member * members.environments + i], 0.0, 0.0);
  }
  var sums = vec4f(0.0);
  for (var i = thread; i < count; i += THREADS) {
    sums += returnAndResidual(firstSample + i);
  }
  let returnTotals = total(returns, thread).xy;
  let means = total(sums, thread) / f32(count);
  sums = vec4f(0.0);
  for (var i = thread; i < count; i += THREADS) {
    let deviation = returnAndResidual(firstSample + i) - means;
    sums += deviation * deviation;
  }
  let variances = total(sums, thread) / f32(count);
  if (thread == 0u) {
    moments[member].variances = variances.xy;
    moments[member].returnSums = returnTotals;
  }
}

// A block of four by four entries of the covariance: of the observation's `one`th four entries with the `two`th.
fn measureObservations(member: u32, block: u32, thread: u32) {
  let count = hyperparameters[member].sampleCount;
  let first = member * members.observations / 4u;
  // Counted along the rows of the triangle.
  var one = 0u;
  var two = block;
  while (two >= OBSERVATION_VECTORS - one) {
    two -= OBSERVATION_VECTORS - one;
    one++;
  }
  two += one;
  var sumOne = vec4f(0.0);
  var sumTwo = vec4f(0.0);
  for (var i = thread; i < count; i += THREADS) {
    sumOne += observations[first + OBSERVATION_VECTORS * i + one];
    sumTwo += observations[first + OBSERVATION_VECTORS * i + two];
  }
  let meanOne = total(sumOne, thread) / f32(count);
  let meanTwo = total(sumTwo, thread) / f32(count);
  var products = mat4x4f();
  for (var i = thread; i < count; i += THREADS) {
    let x = observations[first + OBSERVATION_VECTORS * i + one] - meanOne;
    let y = observations[first + OBSERVATION_VECTORS * i + two] - meanTwo;
    products += mat4x4f(y * x.x, y * x.y, y * x.z, y * x.w);
  }
  let covariance = totals(products, thread) * (1.0 / f32(count));
  if (thread == 0u) {
    if (one == two) {
      moments[member].observationMean[one] = meanOne;
    }
    let transposed = transpose(covariance);
    for (var row = 0u; row < 4u; row++) {
      moments[member].observationCovariance[OBSERVATION_VECTORS * (4u * one + row) + two] = covariance[row];
      if (one != two) {
        moments[member].observationCovariance[OBSERVATION_VECTORS * (4u * two + row) + one] = transposed[row];
      }
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
