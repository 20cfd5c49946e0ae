// What a minibatch's tiles and blocks left is added up: its statistics, the gradient of log_std, the gradient's norm and whether the
// divergence stops the update. Every workgroup does that for itself, alike: none can wait for another within a dispatch.
// Then one step of Adam (Kingma and Ba 2015) in torch's order of operations, on the gradient clipped by its norm: a thread
// takes blocks of four outputs by four inputs, and writes it as it is and transposed.

@group(0) @binding(0) var<uniform> architecture: Architecture;
@group(0) @binding(1) var<uniform> hyperparameters: array<Hyperparameters, MOST_MEMBERS>;
@group(0) @binding(2) var<uniform> minibatch: Minibatch;
@group(0) @binding(3) var<storage, read> gradients: array<vec4f>;
@group(0) @binding(4) var<storage, read> losses: array<vec4f>;
// Of each block of eight by eight weights, and zeros up to a whole vector.
@group(0) @binding(5) var<storage, read> squaredNorms: array<vec4f>;
@group(0) @binding(6) var<storage, read_write> statistics: array<Statistics>;
@group(0) @binding(7) var<storage, read_write> network: array<vec4f>;
// Of each member, first moments of all parameters, then second moments.
@group(0) @binding(8) var<storage, read_write> optimizer: array<vec4f>;
@group(0) @binding(9) var<storage, read_write> stopped: array<atomic<u32>>;
@group(0) @binding(10) var<uniform> members: Members;

// Rows of a minibatch whose losses stand together.
override tileRows: u32 = 8u;

const NORM_EPSILON = 1e-6;
// log(sqrt(2 pi e))
const STANDARD_NORMAL_ENTROPY = LOG_SQRT_2_PI + 0.5;

// Where the parts of a member are, in vectors of four, and how far a step of its goes.
struct Step {
  member: u32,
  network: u32,
  gradients: u32,
  means: u32,
  squares: u32,
  // Of the gradient, which is clipped by its norm.
  scale: f32,
  stepSize: f32,
  rootCorrection: f32,
}

struct Totals {
  // Policy loss, KL divergence, clip fraction, gradient of log_std.
  actor: vec4f,
  valueLoss: f32,
  squares: f32,
}

var<workgroup> partials: array<Totals, ADAM_THREADS>;

@compute @workgroup_size(ADAM_THREADS)
fn adam(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_id) local: vec3u,
) {
  let member = memberOf(group.z);
  let totals = addUp(member, local.x);
  let logStdGradient = totals.actor.w - hyperparameters[member].ent_coef;
  let norm = sqrt(totals.squares + logStdGradient * logStdGradient);
  // What another workgroup stops meanwhile, this one stops by itself: from the same totals.
  if (atomicLoad(&stopped[member]) != GOES_ON) {
    return;
  }
  if (id.x == 0u) {
    writeStatistics(member, totals, norm);
  }
  let targetKl = hyperparameters[member].target_kl;
  if (targetKl >= 0.0 && totals.actor.y > 1.5 * targetKl) {
    if (id.x == 0u) {
      atomicOr(&stopped[member], TOO_FAR);
    }
    return;
  }
  let next = stepOf(member, min(1.0, hyperparameters[member].max_grad_norm / (norm + NORM_EPSILON)));
  if (id.x == 0u) {
    step(next, architecture.logStd / 4u, vec4f(next.scale * logStdGradient, 0.0, 0.0, 0.0));
  }
  for (var block = id.x; block < 4u * architecture.blockCount; block += ADAM_THREADS * groups.x) {
    stepOfBlock(next, block);
  }
}

fn stepOf(member: u32, scale: f32) -> Step {
  let parameters = member * members.parameters / 4u;
  return Step(
    member,
    member * members.network / 4u,
    parameters,
    2u * parameters,
    2u * parameters + architecture.parametersSize / 4u,
    scale,
    minibatch.stepSizes[member / 4u][member % 4u],
    minibatch.rootCorrections[member / 4u][member % 4u],
  );
}

fn addUp(member: u32, thread: u32) -> Totals {
  partials[thread] = partOf(member, thread);
  workgroupBarrier();
  for (var half = ADAM_THREADS / 2u; half > 0u; half /= 2u) {
    if (thread < half) {
      let other = partials[thread + half];
      partials[thread].actor += other.actor;
      partials[thread].valueLoss += other.valueLoss;
      partials[thread].squares += other.squares;
    }
    workgroupBarrier();
  }
  return partials[0];
}

fn partOf(member: u32, thread: u32) -> Totals {
  let firstLoss = member * members.losses / 4u;
  let firstSquare = member * members.squaredNorms / 4u;
  var part = Totals();
  for (var tile = thread; tile < (minibatch.size + tileRows - 1u) / tileRows; tile += ADAM_THREADS) {
    part.actor += losses[firstLoss + 2u * tile];
    part.valueLoss += losses[firstLoss + 2u * tile + 1u].x;
  }
  for (var i = thread; i < members.squaredNorms / 4u; i += ADAM_THREADS) {
    part.squares += dot(squaredNorms[firstSquare + i], vec4f(1.0));
  }
  return part;
}

fn writeStatistics(member: u32, totals: Totals, norm: f32) {
  let entropyLoss = -(network[(member * members.network + architecture.logStd) / 4u].x + STANDARD_NORMAL_ENTROPY);
  let loss = totals.actor.x + hyperparameters[member].ent_coef * entropyLoss +
    hyperparameters[member].vf_coef * totals.valueLoss;
  statistics[member * members.statistics + minibatch.number] = Statistics(
    totals.actor.x,
    totals.actor.y,
    totals.actor.z,
    entropyLoss,
    totals.valueLoss,
    loss,
    norm,
    1.0,
  );
}

fn stepOfBlock(next: Step, block: u32) {
  let layer = layerOfBlock(block);
  let inputs = layer.inputs / 4u;
  let outputs = layer.outputs / 4u;
  let inner = block - 4u * layer.firstBlock;
  let input = inner % inputs;
  let output = inner / inputs;

  let first = next.gradients;
  let at = layer.backward / 4u + 4u * output * inputs + input;
  let weights = transpose(mat4x4f(
    step(next, at, next.scale * gradients[first + at]),
    step(next, at + inputs, next.scale * gradients[first + at + inputs]),
    step(next, at + 2u * inputs, next.scale * gradients[first + at + 2u * inputs]),
    step(next, at + 3u * inputs, next.scale * gradients[first + at + 3u * inputs]),
  ));
  let there = next.network + layer.forward / 4u + 4u * input * outputs + output;
  network[there] = weights[0];
  network[there + outputs] = weights[1];
  network[there + 2u * outputs] = weights[2];
  network[there + 3u * outputs] = weights[3];
  if (input == 0u) {
    let bias = layer.bias / 4u + output;
    step(next, bias, next.scale * gradients[first + bias]);
  }
}

fn layerOfBlock(block: u32) -> Layer {
  var index = 2u * architecture.layersPerTower - 1u;
  while (4u * architecture.layers[index].firstBlock > block) {
    index--;
  }
  return architecture.layers[index];
}

// Of four parameters of a member, from one on; returns what they are then.
fn step(next: Step, at: u32, gradient: vec4f) -> vec4f {
  let here = next.network + at;
  let first = next.means + at;
  let second = next.squares + at;
  let mean = ADAM_BETA1 * optimizer[first] + (1.0 - ADAM_BETA1) * gradient;
  let square = ADAM_BETA2 * optimizer[second] + (1.0 - ADAM_BETA2) * gradient * gradient;
  let value = network[here] - next.stepSize * (mean / (sqrt(square) / next.rootCorrection + ADAM_EPSILON));
  optimizer[first] = mean;
  optimizer[second] = square;
  network[here] = value;
  // By its bits: compilers may take every number for finite.
  if (any((bitcast<vec4u>(value) & vec4u(0x7f800000u)) == vec4u(0x7f800000u))) {
    atomicOr(&stopped[next.member], NOT_FINITE);
  }
  return value;
}
