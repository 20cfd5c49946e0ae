// Forward, loss and backward to every layer's input, for a tile of a minibatch's rows: one tower in a workgroup.
// Stable-Baselines3's PPO.train, between the minibatch and the optimizer.

@group(0) @binding(0) var<uniform> architecture: Architecture;
@group(0) @binding(1) var<uniform> hyperparameters: Hyperparameters;
@group(0) @binding(2) var<uniform> minibatch: Minibatch;
@group(0) @binding(3) var<storage, read> network: array<vec4f>;
@group(0) @binding(4) var<storage, read> samples: array<Sample>;
@group(0) @binding(5) var<storage, read_write> activations: array<vec4f>;
@group(0) @binding(6) var<storage, read_write> deltas: array<vec4f>;
// Two vectors a tile: policy loss, KL, clip fraction, gradient of log_std; value loss.
@group(0) @binding(7) var<storage, read_write> tileSums: array<vec4f>;

override threads: u32 = 64u;
const ROWS = 8u;

var<workgroup> rowSums: array<vec4f, ROWS>;
var<workgroup> rowLogStd: array<f32, ROWS>;
var<workgroup> headDelta: array<f32, ROWS>;

@compute @workgroup_size(threads)
fn gradient(
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_id) local: vec3u,
) {
  let thread = local.x;
  let tile = group.x;
  let tower = group.y;
  let firstRow = tile * ROWS;
  let firstLayer = tower * architecture.layersPerTower;
  let hiddenLayers = architecture.layersPerTower - 1u;

  let inputBase = architecture.layers[firstLayer].inputActivations / 4u + firstRow * 2u;
  if (thread < 2u * ROWS) {
    let row = firstRow + thread / 2u;
    // Rows past the end repeat the first; their deltas are zero.
    let sample = minibatch.first + select(0u, row, row < minibatch.size);
    let observation = select(samples[sample].observation1, samples[sample].observation2, thread % 2u == 1u);
    activations[inputBase + thread] = observation;
  }
  storageBarrier();

  for (var l = 0u; l < hiddenLayers; l++) {
    forwardLayer(architecture.layers[firstLayer + l], firstRow, thread);
    storageBarrier();
  }
  if (thread < ROWS) {
    headOfRow(firstLayer + hiddenLayers, firstRow, thread, tower);
  }
  workgroupBarrier();
  if (thread == 0u) {
    var sums = vec4f(0.0);
    var logStd = 0.0;
    for (var row = 0u; row < ROWS; row++) {
      sums += rowSums[row];
      logStd += rowLogStd[row];
    }
    if (tower == ACTOR) {
      tileSums[2u * tile] = vec4f(sums.x, sums.z, sums.w, logStd);
    } else {
      tileSums[2u * tile + 1u] = vec4f(sums.y, 0.0, 0.0, 0.0);
    }
  }

  headBackward(architecture.layers[firstLayer + hiddenLayers], firstRow, thread);
  storageBarrier();
  for (var l = hiddenLayers - 1u; l > 0u; l--) {
    backwardLayer(architecture.layers[firstLayer + l], architecture.layers[firstLayer + l - 1u], firstRow, thread);
    storageBarrier();
  }
}

fn forwardLayer(layer: Layer, firstRow: u32, thread: u32) {
  let inputs4 = layer.inputs / 4u;
  let outputs4 = layer.outputs / 4u;
  let inputBase = layer.inputActivations / 4u + firstRow * inputs4;
  let outputBase = layer.outputActivations / 4u + firstRow * outputs4;
  for (var column = thread; column < outputs4; column += threads) {
    let bias = network[layer.bias / 4u + column];
    var s0 = bias; var s1 = bias; var s2 = bias; var s3 = bias;
    var s4 = bias; var s5 = bias; var s6 = bias; var s7 = bias;
    var weight = layer.forward / 4u + column;
    for (var i = 0u; i < inputs4; i++) {
      let w0 = network[weight];
      let w1 = network[weight + outputs4];
      let w2 = network[weight + 2u * outputs4];
      let w3 = network[weight + 3u * outputs4];
      weight += 4u * outputs4;
      let x0 = activations[inputBase + i];
      s0 += x0.x * w0 + x0.y * w1 + x0.z * w2 + x0.w * w3;
      let x1 = activations[inputBase + inputs4 + i];
      s1 += x1.x * w0 + x1.y * w1 + x1.z * w2 + x1.w * w3;
      let x2 = activations[inputBase + 2u * inputs4 + i];
      s2 += x2.x * w0 + x2.y * w1 + x2.z * w2 + x2.w * w3;
      let x3 = activations[inputBase + 3u * inputs4 + i];
      s3 += x3.x * w0 + x3.y * w1 + x3.z * w2 + x3.w * w3;
      let x4 = activations[inputBase + 4u * inputs4 + i];
      s4 += x4.x * w0 + x4.y * w1 + x4.z * w2 + x4.w * w3;
      let x5 = activations[inputBase + 5u * inputs4 + i];
      s5 += x5.x * w0 + x5.y * w1 + x5.z * w2 + x5.w * w3;
      let x6 = activations[inputBase + 6u * inputs4 + i];
      s6 += x6.x * w0 + x6.y * w1 + x6.z * w2 + x6.w * w3;
      let x7 = activations[inputBase + 7u * inputs4 + i];
      s7 += x7.x * w0 + x7.y * w1 + x7.z * w2 + x7.w * w3;
    }
    let kind = architecture.activation;
    activations[outputBase + column] = activate(s0, kind);
    activations[outputBase + outputs4 + column] = activate(s1, kind);
    activations[outputBase + 2u * outputs4 + column] = activate(s2, kind);
    activations[outputBase + 3u * outputs4 + column] = activate(s3, kind);
    activations[outputBase + 4u * outputs4 + column] = activate(s4, kind);
    activations[outputBase + 5u * outputs4 + column] = activate(s5, kind);
    activations[outputBase + 6u * outputs4 + column] = activate(s6, kind);
    activations[outputBase + 7u * outputs4 + column] = activate(s7, kind);
  }
}

// The head's output for one row, its part of the loss, and the loss's slope there.
fn headOfRow(layerIndex: u32, firstRow: u32, thread: u32, tower: u32) {
  let layer = architecture.layers[layerIndex];
  let row = firstRow + thread;
  let inputs4 = layer.inputs / 4u;
  let inputBase = layer.inputActivations / 4u + row * inputs4;
  var output = network[layer.bias / 4u].x;
  for (var i = 0u; i < inputs4; i++) {
    output += dot(network[layer.backward / 4u + i], activations[inputBase + i]);
  }
  rowSums[thread] = vec4f(0.0);
  rowLogStd[thread] = 0.0;
  headDelta[thread] = 0.0;
  if (row < minibatch.size) {
    let sample = samples[minibatch.first + row];
    if (tower == ACTOR) {
      actorLoss(output, sample, thread);
    } else {
      criticLoss(output, sample, thread);
    }
  }
  let outputBase = layer.outputActivations / 4u + row * 2u;
  deltas[outputBase] = vec4f(headDelta[thread], 0.0, 0.0, 0.0);
  deltas[outputBase + 1u] = vec4f(0.0);
}

fn actorLoss(mean: f32, sample: Sample, thread: u32) {
  let logStd = network[architecture.logStd / 4u].x;
  let advantage = sample.advantage;
  let inverseStd = exp(-logStd);
  let z = (sample.action - mean) * inverseStd;
  let logRatio = -0.5 * z * z - logStd - 0.9189385332046727 - sample.logProbability;
  let ratio = exp(logRatio);
  let clipped = clamp(ratio, 1.0 - hyperparameters.clipRange, 1.0 + hyperparameters.clipRange);
  let share = 1.0 / f32(minibatch.size);
  let isClipped = select(0.0, 1.0, abs(ratio - 1.0) > hyperparameters.clipRange);
  rowSums[thread] =
    share * vec4f(-min(advantage * ratio, advantage * clipped), 0.0, ratio - 1.0 - logRatio, isClipped);
  // The clipped term is constant outside the range, and is the smaller one exactly where clipping helps.
  let follows = advantage * ratio <= advantage * clipped || ratio == clipped;
  let slope = select(0.0, -advantage * ratio * share, follows);
  headDelta[thread] = slope * z * inverseStd;
  rowLogStd[thread] = slope * (z * z - 1.0);
}

fn criticLoss(value: f32, sample: Sample, thread: u32) {
  let oldValue = sample.value;
  let change = value - oldValue;
  let bound = hyperparameters.clipRangeVf;
  let isBounded = bound >= 0.0;
  let prediction = select(value, oldValue + clamp(change, -bound, bound), isBounded);
  let error = prediction - sample.returned;
  let share = 1.0 / f32(minibatch.size);
  rowSums[thread] = vec4f(0.0, share * error * error, 0.0, 0.0);
  let follows = !isBounded || abs(change) <= bound;
  headDelta[thread] = select(0.0, 2.0 * error * hyperparameters.valueCoefficient * share, follows);
}

fn headBackward(head: Layer, firstRow: u32, thread: u32) {
  let inputs4 = head.inputs / 4u;
  let base = head.inputActivations / 4u + firstRow * inputs4;
  for (var column = thread; column < inputs4; column += threads) {
    let weight = network[head.backward / 4u + column];
    for (var row = 0u; row < ROWS; row++) {
      let at = base + row * inputs4 + column;
      deltas[at] = headDelta[row] * weight * activationSlope(activations[at], architecture.activation);
    }
  }
}

// From the slope at a layer's output to the slope at the output of the layer below.
fn backwardLayer(layer: Layer, below: Layer, firstRow: u32, thread: u32) {
  let inputs4 = layer.inputs / 4u;
  let outputs4 = layer.outputs / 4u;
  let outputBase = layer.outputActivations / 4u + firstRow * outputs4;
  let inputBase = below.outputActivations / 4u + firstRow * inputs4;
  for (var column = thread; column < inputs4; column += threads) {
    var s0 = vec4f(0.0); var s1 = vec4f(0.0); var s2 = vec4f(0.0); var s3 = vec4f(0.0);
    var s4 = vec4f(0.0); var s5 = vec4f(0.0); var s6 = vec4f(0.0); var s7 = vec4f(0.0);
    var weight = layer.backward / 4u + column;
    for (var o = 0u; o < outputs4; o++) {
      let w0 = network[weight];
      let w1 = network[weight + inputs4];
      let w2 = network[weight + 2u * inputs4];
      let w3 = network[weight + 3u * inputs4];
      weight += 4u * inputs4;
      let d0 = deltas[outputBase + o];
      s0 += d0.x * w0 + d0.y * w1 + d0.z * w2 + d0.w * w3;
      let d1 = deltas[outputBase + outputs4 + o];
      s1 += d1.x * w0 + d1.y * w1 + d1.z * w2 + d1.w * w3;
      let d2 = deltas[outputBase + 2u * outputs4 + o];
      s2 += d2.x * w0 + d2.y * w1 + d2.z * w2 + d2.w * w3;
      let d3 = deltas[outputBase + 3u * outputs4 + o];
      s3 += d3.x * w0 + d3.y * w1 + d3.z * w2 + d3.w * w3;
      let d4 = deltas[outputBase + 4u * outputs4 + o];
      s4 += d4.x * w0 + d4.y * w1 + d4.z * w2 + d4.w * w3;
      let d5 = deltas[outputBase + 5u * outputs4 + o];
      s5 += d5.x * w0 + d5.y * w1 + d5.z * w2 + d5.w * w3;
      let d6 = deltas[outputBase + 6u * outputs4 + o];
      s6 += d6.x * w0 + d6.y * w1 + d6.z * w2 + d6.w * w3;
      let d7 = deltas[outputBase + 7u * outputs4 + o];
      s7 += d7.x * w0 + d7.y * w1 + d7.z * w2 + d7.w * w3;
    }
    let kind = architecture.activation;
    let step = inputs4;
    let at = inputBase + column;
    deltas[at] = s0 * activationSlope(activations[at], kind);
    deltas[at + step] = s1 * activationSlope(activations[at + step], kind);
    deltas[at + 2u * step] = s2 * activationSlope(activations[at + 2u * step], kind);
    deltas[at + 3u * step] = s3 * activationSlope(activations[at + 3u * step], kind);
    deltas[at + 4u * step] = s4 * activationSlope(activations[at + 4u * step], kind);
    deltas[at + 5u * step] = s5 * activationSlope(activations[at + 5u * step], kind);
    deltas[at + 6u * step] = s6 * activationSlope(activations[at + 6u * step], kind);
    deltas[at + 7u * step] = s7 * activationSlope(activations[at + 7u * step], kind);
  }
}
