// Clips the gradient's global norm and takes one step of Adam (Kingma and Ba 2015) in torch's order of operations;
// writes the minibatch's statistics. Every workgroup sums the few partial results again rather than wait for another
// dispatch.

@group(0) @binding(0) var<uniform> architecture: Architecture;
@group(0) @binding(1) var<uniform> hyperparameters: Hyperparameters;
@group(0) @binding(2) var<uniform> minibatch: Minibatch;
@group(0) @binding(3) var<storage, read> gradients: array<f32>;
@group(0) @binding(4) var<storage, read> squaredNorms: array<f32>;
@group(0) @binding(5) var<storage, read> tileSums: array<vec4f>;
// Parameters, first moments, second moments, one after the other.
@group(0) @binding(6) var<storage, read_write> trained: array<f32>;
@group(0) @binding(7) var<storage, read_write> network: array<f32>;
// Two vectors a minibatch: policy loss, KL, clip fraction, entropy loss; value loss, loss.
@group(0) @binding(8) var<storage, read_write> statistics: array<vec4f>;
// Bit 0: the divergence has stopped the update. Bit 1: a parameter is not finite.
@group(0) @binding(9) var<storage, read_write> stopped: atomic<u32>;

const THREADS = 256u;
const BETA1 = 0.9;
const BETA2 = 0.999;
// Stable-Baselines3's choice for PPO, from the OpenAI baselines.
const EPSILON = 1e-5;
const NORM_EPSILON = 1e-6;
const HALF_LOG_2_PI_E = 1.4189385332046727;

var<workgroup> partials: array<vec4f, THREADS>;
var<workgroup> wasStopped: u32;

@compute @workgroup_size(THREADS)
fn adam(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_id) local: vec3u,
) {
  if (local.x == 0u) {
    wasStopped = atomicLoad(&stopped);
  }
  if (workgroupUniformLoad(&wasStopped) != 0u) {
    return;
  }

  // Policy loss, KL, clip fraction, gradient of log_std.
  let actor = tileTotal(0u, local.x);
  let critic = tileTotal(1u, local.x);
  let logStd = trained[0];
  let logStdGradient = actor.w - hyperparameters.entropyCoefficient;
  var squares = 0.0;
  for (var i = local.x; i < arrayLength(&squaredNorms); i += THREADS) {
    squares += squaredNorms[i];
  }
  let norm = sqrt(total(vec4f(squares, 0.0, 0.0, 0.0), local.x).x + logStdGradient * logStdGradient);
  let isTooFar = hyperparameters.targetKl >= 0.0 && actor.y > 1.5 * hyperparameters.targetKl;

  let parameter = group.x * THREADS + local.x;
  if (!isTooFar && parameter < architecture.parameterCount) {
    let scale = min(1.0, hyperparameters.maxGradientNorm / (norm + NORM_EPSILON));
    let gradient = select(gradients[parameter], logStdGradient, parameter == 0u) * scale;
    step(parameter, gradient);
  }
  if (parameter == 0u) {
    let entropyLoss = -(logStd + HALF_LOG_2_PI_E);
    let loss =
      actor.x + hyperparameters.entropyCoefficient * entropyLoss + hyperparameters.valueCoefficient * critic.x;
    statistics[2u * minibatch.number] = vec4f(actor.x, actor.y, actor.z, entropyLoss);
    statistics[2u * minibatch.number + 1u] = vec4f(critic.x, loss, norm, 1.0);
    if (isTooFar) {
      atomicOr(&stopped, 1u);
    }
  }
}

fn step(parameter: u32, gradient: f32) {
  let count = architecture.parameterCount;
  let first = BETA1 * trained[count + parameter] + (1.0 - BETA1) * gradient;
  let second = BETA2 * trained[2u * count + parameter] + (1.0 - BETA2) * gradient * gradient;
  let value = trained[parameter] - minibatch.stepSize * (first / (sqrt(second) / minibatch.rootCorrection + EPSILON));
  trained[parameter] = value;
  trained[count + parameter] = first;
  trained[2u * count + parameter] = second;
  place(parameter, value);
  // By its bits: compilers may take every number for finite.
  if ((bitcast<u32>(value) & 0x7f800000u) == 0x7f800000u) {
    atomicOr(&stopped, 2u);
  }
}

fn tileTotal(tower: u32, thread: u32) -> vec4f {
  var sum = vec4f(0.0);
  for (var tile = thread; tile < tileCount(minibatch.size); tile += THREADS) {
    sum += tileSums[2u * tile + tower];
  }
  return total(sum, thread);
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
