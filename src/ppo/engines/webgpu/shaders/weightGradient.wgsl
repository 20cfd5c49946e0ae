// Gradients of all weights and biases of both towers, in blocks of eight outputs by eight inputs, and the sums of their
// squares. Several threads may share the minibatch's rows of a block.

@group(0) @binding(0) var<uniform> architecture: Architecture;
@group(0) @binding(1) var<uniform> minibatch: Minibatch;
@group(0) @binding(2) var<storage, read> activations: array<vec4f>;
@group(0) @binding(3) var<storage, read> deltas: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> gradients: array<vec4f>;
// Of each block.
@group(0) @binding(5) var<storage, read_write> squaredNorms: array<f32>;

override shares: u32 = 1u;

// Columns are outputs, rows are inputs.
struct Block {
  weights00: mat4x4f,
  weights01: mat4x4f,
  weights10: mat4x4f,
  weights11: mat4x4f,
  bias0: vec4f,
  bias1: vec4f,
}

var<workgroup> sums: array<Block, GRADIENT_BLOCKS>;

@compute @workgroup_size(GRADIENT_BLOCKS * shares)
fn weightGradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let place = local.x % GRADIENT_BLOCKS;
  let share = local.x / GRADIENT_BLOCKS;
  let number = (minibatch.firstGroup + group.x) * GRADIENT_BLOCKS + place;
  let layer = layerOfBlock(number, 1u);
  let inputs = layer.inputs / 4u;
  let output = 2u * ((number - layer.firstBlock) / (inputs / 2u));
  let input = 2u * ((number - layer.firstBlock) % (inputs / 2u));

  var block = Block();
  if (number < architecture.blockCount) {
    block = sumOverRows(layer, output, input, share);
  }
  if (shares > 1u) {
    for (var turn = 0u; turn < shares; turn++) {
      if (share == turn) {
        if (turn > 0u) {
          block = added(block, sums[place]);
        }
        sums[place] = block;
      }
      workgroupBarrier();
    }
  }
  if (share == shares - 1u && number < architecture.blockCount) {
    squaredNorms[number] = write(block, layer, output, input);
  }
}

// The part of the minibatch that falls to one thread, four rows at a time; rows past its end have no slopes.
fn sumOverRows(layer: Layer, output: u32, input: u32, share: u32) -> Block {
  let inputs = layer.inputs / 4u;
  let outputs = layer.outputs / 4u;
  let quads = 2u * ((minibatch.size + 7u) / 8u);
  let length = (quads + shares - 1u) / shares;
  var x = layer.inputActivations / 4u + input + 4u * inputs * share * length;
  var d = layer.outputActivations / 4u + output + 4u * outputs * share * length;
  var block = Block();
  for (var quad = share * length; quad < min(quads, (share + 1u) * length); quad++) {
    let x0 = activationBlock(x, inputs);
    let x1 = activationBlock(x + 1u, inputs);
    let d0 = deltaBlock(d, outputs);
    let d1 = deltaBlock(d + 1u, outputs);
    block.weights00 += x0 * transpose(d0);
    block.weights01 += x1 * transpose(d0);
    block.weights10 += x0 * transpose(d1);
    block.weights11 += x1 * transpose(d1);
    block.bias0 += d0[0] + d0[1] + d0[2] + d0[3];
    block.bias1 += d1[0] + d1[1] + d1[2] + d1[3];
    x += 4u * inputs;
    d += 4u * outputs;
  }
  return block;
}

fn activationBlock(at: u32, stride: u32) -> mat4x4f {
  return mat4x4f(
    activations[at],
    activations[at + stride],
    activations[at + 2u * stride],
    activations[at + 3u * stride],
  );
}

fn deltaBlock(at: u32, stride: u32) -> mat4x4f {
  return mat4x4f(deltas[at], deltas[at + stride], deltas[at + 2u * stride], deltas[at + 3u * stride]);
}

fn added(a: Block, b: Block) -> Block {
  return Block(
    a.weights00 + b.weights00,
    a.weights01 + b.weights01,
    a.weights10 + b.weights10,
    a.weights11 + b.weights11,
    a.bias0 + b.bias0,
    a.bias1 + b.bias1,
  );
}

// Returns the sum of the squares.
fn write(block: Block, layer: Layer, output: u32, input: u32) -> f32 {
  let inputs = layer.inputs / 4u;
  let at = layer.backward / 4u + 4u * output * inputs + input;
  var squares = writeWeights(at, inputs, block.weights00) + writeWeights(at + 1u, inputs, block.weights01);
  squares += writeWeights(at + 4u * inputs, inputs, block.weights10);
  squares += writeWeights(at + 4u * inputs + 1u, inputs, block.weights11);
  if (input == 0u) {
    gradients[layer.bias / 4u + output] = block.bias0;
    gradients[layer.bias / 4u + output + 1u] = block.bias1;
    squares += dot(block.bias0, block.bias0) + dot(block.bias1, block.bias1);
  }
  return squares;
}

fn writeWeights(at: u32, stride: u32, weights: mat4x4f) -> f32 {
  gradients[at] = weights[0];
  gradients[at + stride] = weights[1];
  gradients[at + 2u * stride] = weights[2];
  gradients[at + 3u * stride] = weights[3];
  let squares = weights[0] * weights[0] + weights[1] * weights[1] + weights[2] * weights[2] + weights[3] * weights[3];
  return squares.x + squares.y + squares.z + squares.w;
}
