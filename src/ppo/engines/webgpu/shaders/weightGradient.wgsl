// Gradients of all weights and biases of both towers, in blocks of eight outputs by eight inputs, and the sums of their
// squares, from the live rows of a minibatch. Several threads may share the rows of a block.

@group(0) @binding(0) var<uniform> architecture: Architecture;
@group(0) @binding(1) var<uniform> minibatch: Minibatch;
@group(0) @binding(2) var<storage, read> activations: array<vec4f>;
@group(0) @binding(3) var<storage, read> deltas: array<vec4f>;
// Of each tower, for four rows of `deltas` the minibatch's rows, or NO_ROW.
@group(0) @binding(4) var<storage, read> liveRows: array<vec4u>;
@group(0) @binding(5) var<storage, read_write> gradients: array<vec4f>;
// Of each block.
@group(0) @binding(6) var<storage, read_write> squaredNorms: array<f32>;

// Blocks of a workgroup, which divide SLOTS, and threads of a block; their product is a multiple of SLOTS.
override blocks: u32 = 32u;
override shares: u32 = 1u;

const SLOTS = 32u;

// Columns are outputs, rows are inputs.
struct Block {
  weights00: mat4x4f,
  weights01: mat4x4f,
  weights10: mat4x4f,
  weights11: mat4x4f,
  bias0: vec4f,
  bias1: vec4f,
}

var<workgroup> sums: array<Block, SLOTS>;

@compute @workgroup_size(blocks * shares)
fn weightGradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let place = local.x % blocks;
  let number = (minibatch.firstGroup + group.x) * blocks + place;
  let layer = layerOfBlock(number, 1u);
  let inputs = layer.inputs / 4u;
  let output = 2u * ((number - layer.firstBlock) / (inputs / 2u));
  let input = 2u * ((number - layer.firstBlock) % (inputs / 2u));

  var block = Block();
  if (number < architecture.blockCount) {
    block = sumOverRows(layer, towerOfBlock(number), vec2u(output, input), local.x / blocks);
  }
  if (shares > 1u) {
    block = addedUp(block, local.x);
  }
  if (local.x < blocks && number < architecture.blockCount) {
    squaredNorms[number] = write(block, layer, output, input);
  }
}

// The sum of all threads' parts of a block, for the first thread that has one.
fn addedUp(part: Block, thread: u32) -> Block {
  var block = part;
  let slot = thread % SLOTS;
  for (var turn = 0u; turn < blocks * shares / SLOTS; turn++) {
    if (thread / SLOTS == turn) {
      if (turn > 0u) {
        block = added(block, sums[slot]);
      }
      sums[slot] = block;
    }
    workgroupBarrier();
  }
  if (thread < blocks) {
    block = sums[thread];
    for (var other = thread + blocks; other < SLOTS; other += blocks) {
      block = added(block, sums[other]);
    }
  }
  return block;
}

// The part of the live rows that falls to one thread, four at a time.
fn sumOverRows(layer: Layer, tower: u32, at: vec2u, share: u32) -> Block {
  let inputs = layer.inputs / 4u;
  let outputs = layer.outputs / 4u;
  let x = layer.inputActivations / 4u + at.y;
  let d = layer.outputActivations / 4u + at.x;
  let list = tower * (arrayLength(&liveRows) / 2u);
  let quads = 2u * ((minibatch.size + 7u) / 8u);
  let length = (quads + shares - 1u) / shares;
  var block = Block();
  for (var quad = share * length; quad < min(quads, (share + 1u) * length); quad++) {
    let rows = liveRows[list + quad];
    if (rows.x != NO_ROW) {
      // Where there are less than four, the others have no slopes.
      let at = x + inputs * select(rows, rows.xxxx, rows == vec4u(NO_ROW));
      let x0 = activationBlock(at);
      let x1 = activationBlock(at + 1u);
      let d0 = deltaBlock(d + 4u * outputs * quad, outputs);
      let d1 = deltaBlock(d + 1u + 4u * outputs * quad, outputs);
      block.weights00 += x0 * transpose(d0);
      block.weights01 += x1 * transpose(d0);
      block.weights10 += x0 * transpose(d1);
      block.weights11 += x1 * transpose(d1);
      block.bias0 += d0[0] + d0[1] + d0[2] + d0[3];
      block.bias1 += d1[0] + d1[1] + d1[2] + d1[3];
    }
  }
  return block;
}

fn activationBlock(at: vec4u) -> mat4x4f {
  return mat4x4f(activations[at.x], activations[at.y], activations[at.z], activations[at.w]);
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
