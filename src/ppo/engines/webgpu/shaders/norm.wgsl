// Adds up what a minibatch's rows and blocks left: its statistics, the gradient of log_std and the gradient's norm. Says
// whether the divergence stops the update. One workgroup.

@group(0) @binding(0) var<uniform> architecture: Architecture;
@group(0) @binding(1) var<uniform> hyperparameters: Hyperparameters;
@group(0) @binding(2) var<uniform> minibatch: Minibatch;
@group(0) @binding(3) var<storage, read> network: array<vec4f>;
@group(0) @binding(4) var<storage, read> losses: array<vec4f>;
// Of each block, and zeros up to a whole vector.
@group(0) @binding(5) var<storage, read> squaredNorms: array<vec4f>;
@group(0) @binding(6) var<storage, read_write> gradients: array<vec4f>;
@group(0) @binding(7) var<storage, read_write> statistics: array<Statistics>;
@group(0) @binding(8) var<storage, read_write> stopped: u32;

const THREADS = 256u;
// log(sqrt(2 pi e))
const STANDARD_NORMAL_ENTROPY = LOG_SQRT_2_PI + 0.5;

struct Totals {
  // Policy loss, KL divergence, clip fraction, gradient of log_std.
  actor: vec4f,
  valueLoss: f32,
  squares: f32,
}

var<workgroup> partials: array<Totals, THREADS>;
var<workgroup> wasStopped: u32;

@compute @workgroup_size(THREADS)
fn norm(@builtin(local_invocation_id) local: vec3u) {
  if (local.x == 0u) {
    wasStopped = stopped;
  }
  if (workgroupUniformLoad(&wasStopped) != GOES_ON) {
    return;
  }
  partials[local.x] = partOf(local.x);
  workgroupBarrier();
  for (var half = THREADS / 2u; half > 0u; half /= 2u) {
    if (local.x < half) {
      let other = partials[local.x + half];
      partials[local.x].actor += other.actor;
      partials[local.x].valueLoss += other.valueLoss;
      partials[local.x].squares += other.squares;
    }
    workgroupBarrier();
  }
  if (local.x == 0u) {
    conclude(partials[0]);
  }
}

fn partOf(thread: u32) -> Totals {
  var part = Totals();
  for (var row = thread; row < minibatch.size; row += THREADS) {
    part.actor += losses[2u * row];
    part.valueLoss += losses[2u * row + 1u].x;
  }
  for (var i = thread; i < arrayLength(&squaredNorms); i += THREADS) {
    part.squares += dot(squaredNorms[i], vec4f(1.0));
  }
  return part;
}

fn conclude(totals: Totals) {
  let at = architecture.logStd / 4u;
  let logStdGradient = totals.actor.w - hyperparameters.ent_coef;
  gradients[at] = vec4f(logStdGradient, 0.0, 0.0, 0.0);
  let entropyLoss = -(network[at].x + STANDARD_NORMAL_ENTROPY);
  let loss = totals.actor.x + hyperparameters.ent_coef * entropyLoss +
    hyperparameters.vf_coef * totals.valueLoss;
  statistics[minibatch.number] = Statistics(
    totals.actor.x,
    totals.actor.y,
    totals.actor.z,
    entropyLoss,
    totals.valueLoss,
    loss,
    sqrt(totals.squares + logStdGradient * logStdGradient),
    1.0,
  );
  if (hyperparameters.target_kl >= 0.0 && totals.actor.y > 1.5 * hyperparameters.target_kl) {
    stopped = TOO_FAR;
  }
}
