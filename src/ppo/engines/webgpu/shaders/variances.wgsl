// Variances of the returns and of what the critic leaves of them, for the explained variance: one workgroup.

@group(0) @binding(0) var<uniform> hyperparameters: Hyperparameters;
// Advantage, return, value.
@group(0) @binding(1) var<storage, read> estimates: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> variances: vec2f;

const THREADS = 256u;
var<workgroup> partials: array<vec2f, THREADS>;

@compute @workgroup_size(THREADS)
fn measure(@builtin(local_invocation_id) local: vec3u) {
  let count = hyperparameters.sampleCount;
  var sums = vec2f(0.0);
  for (var i = local.x; i < count; i += THREADS) {
    sums += estimates[i].yx;
  }
  let means = total(sums, local.x) / f32(count);
  var squares = vec2f(0.0);
  for (var i = local.x; i < count; i += THREADS) {
    let deviations = estimates[i].yx - means;
    squares += deviations * deviations;
  }
  let result = total(squares, local.x) / f32(count);
  if (local.x == 0u) {
    variances = result;
  }
}

fn total(value: vec2f, thread: u32) -> vec2f {
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
