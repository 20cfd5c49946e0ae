// Gradients of all weights and biases of both towers, in blocks of eight outputs by four inputs, and the sum of their
// squares.

@group(0) @binding(0) var<uniform> architecture: Architecture;
@group(0) @binding(1) var<uniform> minibatch: Minibatch;
@group(0) @binding(2) var<storage, read> activations: array<vec4f>;
@group(0) @binding(3) var<storage, read> deltas: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> gradients: array<f32>;
// One a workgroup.
@group(0) @binding(5) var<storage, read_write> squaredNorms: array<f32>;

const THREADS = 64u;
var<workgroup> partials: array<f32, THREADS>;

@compute @workgroup_size(THREADS)
fn weightGradient(
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_id) local: vec3u,
) {
  let block = group.x * THREADS + local.x;
  var squares = 0.0;
  if (block < architecture.blockCount) {
    squares = blockGradient(block);
  }
  partials[local.x] = squares;
  workgroupBarrier();
  for (var half = THREADS / 2u; half > 0u; half /= 2u) {
    if (local.x < half) {
      partials[local.x] += partials[local.x + half];
    }
    workgroupBarrier();
  }
  if (local.x == 0u) {
    squaredNorms[group.x] = partials[0];
  }
}

fn blockGradient(block: u32) -> f32 {
  var index = 2u * architecture.layersPerTower - 1u;
  while (architecture.layers[index].firstBlock > block) {
    index--;
  }
  let layer = architecture.layers[index];
  let inputs4 = layer.inputs / 4u;
  let outputs4 = layer.outputs / 4u;
  let inner = block - layer.firstBlock;
  let column = inner % inputs4;
  let rowPair = 2u * (inner / inputs4);
  var input = layer.inputActivations / 4u + column;
  var output = layer.outputActivations / 4u + rowPair;
  var g0 = vec4f(0.0); var g1 = vec4f(0.0); var g2 = vec4f(0.0); var g3 = vec4f(0.0);
  var g4 = vec4f(0.0); var g5 = vec4f(0.0); var g6 = vec4f(0.0); var g7 = vec4f(0.0);
  var bias0 = vec4f(0.0);
  var bias1 = vec4f(0.0);
  for (var row = 0u; row < minibatch.size; row++) {
    let x = activations[input];
    let d0 = deltas[output];
    let d1 = deltas[output + 1u];
    g0 += d0.x * x;
    g1 += d0.y * x;
    g2 += d0.z * x;
    g3 += d0.w * x;
    g4 += d1.x * x;
    g5 += d1.y * x;
    g6 += d1.z * x;
    g7 += d1.w * x;
    bias0 += d0;
    bias1 += d1;
    input += inputs4;
    output += outputs4;
  }
  let firstOutput = 4u * rowPair;
  var squares = store(layer, firstOutput, column, g0) + store(layer, firstOutput + 1u, column, g1);
  squares += store(layer, firstOutput + 2u, column, g2) + store(layer, firstOutput + 3u, column, g3);
  squares += store(layer, firstOutput + 4u, column, g4) + store(layer, firstOutput + 5u, column, g5);
  squares += store(layer, firstOutput + 6u, column, g6) + store(layer, firstOutput + 7u, column, g7);
  if (column == 0u) {
    squares += storeBias(layer, firstOutput, bias0) + storeBias(layer, firstOutput + 4u, bias1);
  }
  return squares;
}

// Writes the part of four weights that is no padding.
fn store(layer: Layer, output: u32, column: u32, gradient: vec4f) -> f32 {
  var squares = 0.0;
  if (output < layer.flatOutputs) {
    for (var i = 0u; i < 4u; i++) {
      let input = 4u * column + i;
      if (input < layer.flatInputs) {
        gradients[layer.flatWeight + output * layer.flatInputs + input] = gradient[i];
        squares += gradient[i] * gradient[i];
      }
    }
  }
  return squares;
}

fn storeBias(layer: Layer, output: u32, gradient: vec4f) -> f32 {
  var squares = 0.0;
  for (var i = 0u; i < 4u; i++) {
    if (output + i < layer.flatOutputs) {
      gradients[layer.flatBias + output + i] = gradient[i];
      squares += gradient[i] * gradient[i];
    }
  }
  return squares;
}
