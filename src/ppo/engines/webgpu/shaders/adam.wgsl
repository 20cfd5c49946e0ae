// One step of Adam (Kingma and Ba 2015) in torch's order of operations, on the gradient clipped by its norm: a thread
// takes a block of four outputs by four inputs, and writes it as it is and transposed.

@group(0) @binding(0) var<uniform> architecture: Architecture;
@group(0) @binding(1) var<uniform> hyperparameters: Hyperparameters;
@group(0) @binding(2) var<uniform> minibatch: Minibatch;
@group(0) @binding(3) var<storage, read> gradients: array<vec4f>;
@group(0) @binding(4) var<storage, read> statistics: array<Statistics>;
@group(0) @binding(5) var<storage, read_write> network: array<vec4f>;
// First moments of all parameters, then second moments.
@group(0) @binding(6) var<storage, read_write> optimizer: array<vec4f>;
@group(0) @binding(7) var<storage, read_write> stopped: atomic<u32>;

const NORM_EPSILON = 1e-6;

@compute @workgroup_size(ADAM_THREADS)
fn adam(@builtin(global_invocation_id) id: vec3u) {
  let block = id.x;
  if (block >= 4u * architecture.blockCount || atomicLoad(&stopped) != GOES_ON) {
    return;
  }
  let layer = layerOfBlock(block, 4u);
  let inputs = layer.inputs / 4u;
  let outputs = layer.outputs / 4u;
  let inner = block - 4u * layer.firstBlock;
  let input = inner % inputs;
  let output = inner / inputs;
  let scale = min(1.0, hyperparameters.max_grad_norm / (statistics[minibatch.number].norm + NORM_EPSILON));

  let at = layer.backward / 4u + 4u * output * inputs + input;
  let weights = transpose(mat4x4f(
    step(at, scale),
    step(at + inputs, scale),
    step(at + 2u * inputs, scale),
    step(at + 3u * inputs, scale),
  ));
  let there = layer.forward / 4u + 4u * input * outputs + output;
  network[there] = weights[0];
  network[there + outputs] = weights[1];
  network[there + 2u * outputs] = weights[2];
  network[there + 3u * outputs] = weights[3];
  if (input == 0u) {
    step(layer.bias / 4u + output, scale);
  }
  if (block == 0u) {
    step(architecture.logStd / 4u, scale);
  }
}

fn step(at: u32, scale: f32) -> vec4f {
  let gradient = scale * gradients[at];
  let second = architecture.parametersSize / 4u + at;
  let mean = ADAM_BETA1 * optimizer[at] + (1.0 - ADAM_BETA1) * gradient;
  let square = ADAM_BETA2 * optimizer[second] + (1.0 - ADAM_BETA2) * gradient * gradient;
  let value = network[at] - minibatch.stepSize * (mean / (sqrt(square) / minibatch.rootCorrection + ADAM_EPSILON));
  optimizer[at] = mean;
  optimizer[second] = square;
  network[at] = value;
  // By its bits: compilers may take every number for finite.
  if (any((bitcast<vec4u>(value) & vec4u(0x7f800000u)) == vec4u(0x7f800000u))) {
    atomicOr(&stopped, NOT_FINITE);
  }
  return value;
}
