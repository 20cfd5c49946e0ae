// Gradients of all weights and biases of both towers, in square blocks, and the sums of their squares, from the live rows of a minibatch. Several threads may share the rows of a block.

@group(0) @binding(0) var<uniform> architecture: Architecture;
@group(0) @binding(1) var<uniform> minibatch: Minibatch;
@group(0) @binding(2) var<storage, read> activations: array<vec4f>;
@group(0) @binding(3) var<storage, read> deltas: array<vec4f>;
// Of each tower, for four rows of `deltas` the minibatch's rows, or NO_ROW.
@group(0) @binding(4) var<storage, read> liveRows: array<vec4u>;
@group(0) @binding(5) var<storage, read_write> gradients: array<vec4f>;
// Of each block.
@group(0) @binding(6) var<storage, read_write> squaredNorms: array<f32>;
@group(0) @binding(7) var<uniform> members: Members;

// Outputs of a block, eight or sixteen: four times as many as its inputs' vectors, which are the thread's columns.
override blockOutputs: u32 = 8u;
// Blocks of a workgroup and threads of a block. Where threads share a block, it has eight outputs and two columns, `blocks` divide
// `slots`, and their product is a multiple of those.
override blocks: u32 = 32u;
override shares: u32 = 1u;
// Parts of blocks in workgroup memory.
override slots: u32 = 1u;

// Where a block stands: vectors of its layer. The member is not part of it: all threads of a workgroup have the same one, and a
// number that they share takes no register of each.
struct Place {
  isThere: bool,
  layer: Layer,
  tower: u32,
  output: u32,
  input: u32,
}

// For each four outputs, their gradients by inputs.
struct Block {
  weights0: Blocks,
  weights1: Blocks,
  weights2: Blocks,
  weights3: Blocks,
  biases: mat4x4f,
}

// What a share adds to a block.
struct Part {
  weights00: mat4x4f,
  weights01: mat4x4f,
  weights10: mat4x4f,
  weights11: mat4x4f,
  bias0: vec4f,
  bias1: vec4f,
}

var<workgroup> sums: array<Part, slots>;

@compute @workgroup_size(blocks * shares)
fn weightGradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let number = (minibatch.firstGroup + group.x) * blocks + local.x % blocks;
  let member = memberOf(group.z);
  let place = placeOf(number);
  var block = Block();
  if (place.isThere) {
    block = sumOverRows(place, member, local.x / blocks);
  }
  if (shares > 1u) {
    block = addedUp(block, local.x);
  }
  if (local.x < blocks && place.isThere) {
    squaredNorms[member * members.squaredNorms + number] = write(block, place, member);
  }
}

// Layers one after the other, in blocks that may reach beyond a layer's last output or input.
fn placeOf(number: u32) -> Place {
  var before = 0u;
  for (var index = 0u; index < 2u * architecture.layersPerTower; index++) {
    let layer = architecture.layers[index];
    let across = (layer.inputs / 4u + columns - 1u) / columns;
    let count = across * ((layer.outputs + blockOutputs - 1u) / blockOutputs);
    if (number < before + count) {
      let inner = number - before;
      let tower = select(ACTOR, CRITIC, index >= architecture.layersPerTower);
      return Place(true, layer, tower, (blockOutputs / 4u) * (inner / across), columns * (inner % across));
    }
    before += count;
  }
  return Place();
}

// The sum of all threads' parts of a block, for the first thread that has one.
fn addedUp(block: Block, thread: u32) -> Block {
  var part = Part(
    block.weights0.a,
    block.weights0.b,
    block.weights1.a,
    block.weights1.b,
    block.biases[0],
    block.biases[1],
  );
  let slot = thread % slots;
  for (var turn = 0u; turn < blocks * shares / slots; turn++) {
    if (thread / slots == turn) {
      if (turn > 0u) {
        part = added(part, sums[slot]);
      }
      sums[slot] = part;
    }
    workgroupBarrier();
  }
  var whole = Block();
  if (thread < blocks) {
    part = sums[thread];
    for (var other = thread + blocks; other < slots; other += blocks) {
      part = added(part, sums[other]);
    }
    whole.weights0.a = part.weights00;
    whole.weights0.b = part.weights01;
    whole.weights1.a = part.weights10;
    whole.weights1.b = part.weights11;
    whole.biases[0] = part.bias0;
    whole.biases[1] = part.bias1;
  }
  return whole;
}

// The part of the live rows that falls to one thread, four at a time.
fn sumOverRows(place: Place, member: u32, share: u32) -> Block {
  let inputs = place.layer.inputs / 4u;
  let outputs = place.layer.outputs / 4u;
  let before = member * (members.activations / 4u);
  let x = before + place.layer.inputActivations / 4u + place.input;
  let d = before + place.layer.outputActivations / 4u + place.output;
  let list = member * (members.liveRows / 4u) + place.tower * (members.liveRows / 8u);
  let quads = 2u * ((minibatch.size + 7u) / 8u);
  let length = (quads + shares - 1u) / shares;
  var block = Block();
  for (var quad = share * length; quad < min(quads, (share + 1u) * length); quad++) {
    let rows = liveRows[list + quad];
    if (rows.x != NO_ROW) {
      // Where there are less than four, the others have no slopes.
      let right = activationBlocks(x + inputs * select(rows, rows.xxxx, rows == vec4u(NO_ROW)));
      let at = d + 4u * outputs * quad;
      let slopes0 = deltaBlock(at, outputs);
      let slopes1 = deltaBlock(at + 1u, outputs);
      block.weights0 = withProducts(block.weights0, right, transpose(slopes0));
      block.weights1 = withProducts(block.weights1, right, transpose(slopes1));
      block.biases[0] += overRows(slopes0);
      block.biases[1] += overRows(slopes1);
      if (blockOutputs > 8u) {
        let slopes2 = deltaBlock(at + 2u, outputs);
        let slopes3 = deltaBlock(at + 3u, outputs);
        block.weights2 = withProducts(block.weights2, right, transpose(slopes2));
        block.weights3 = withProducts(block.weights3, right, transpose(slopes3));
        block.biases[2] += overRows(slopes2);
        block.biases[3] += overRows(slopes3);
      }
    }
  }
  return block;
}

fn activationBlocks(at: vec4u) -> Blocks {
  var right = Blocks();
  right.a = activationBlock(at);
  if (columns > 1u) {
    right.b = activationBlock(at + 1u);
  }
  if (columns > 2u) {
    right.c = activationBlock(at + 2u);
    right.d = activationBlock(at + 3u);
  }
  return right;
}

fn activationBlock(at: vec4u) -> mat4x4f {
  return mat4x4f(activations[at.x], activations[at.y], activations[at.z], activations[at.w]);
}

fn deltaBlock(at: u32, stride: u32) -> mat4x4f {
  return mat4x4f(deltas[at], deltas[at + stride], deltas[at + 2u * stride], deltas[at + 3u * stride]);
}

fn overRows(slopes: mat4x4f) -> vec4f {
  return slopes[0] + slopes[1] + slopes[2] + slopes[3];
}

fn added(a: Part, b: Part) -> Part {
  return Part(
    a.weights00 + b.weights00,
    a.weights01 + b.weights01,
    a.weights10 + b.weights10,
    a.weights11 + b.weights11,
    a.bias0 + b.bias0,
    a.bias1 + b.bias1,
  );
}

// Returns the sum of the squares.
fn write(block: Block, place: Place, member: u32) -> f32 {
  let before = member * (members.parameters / 4u);
  var squares = writeOutputs(block.weights0, block.biases[0], place, before, 0u);
  squares += writeOutputs(block.weights1, block.biases[1], place, before, 1u);
  if (blockOutputs > 8u) {
    squares += writeOutputs(block.weights2, block.biases[2], place, before, 2u);
    squares += writeOutputs(block.weights3, block.biases[3], place, before, 3u);
  }
  return squares;
}

// Of the next four outputs, if the layer has them, behind what other members have before.
fn writeOutputs(weights: Blocks, bias: vec4f, place: Place, before: u32, next: u32) -> f32 {
  let output = place.output + next;
  if (output >= place.layer.outputs / 4u) {
    return 0.0;
  }
  let inputs = place.layer.inputs / 4u;
  let at = before + place.layer.backward / 4u + 4u * output * inputs + place.input;
  var squares = writeWeights(at, inputs, weights.a);
  if (columns > 1u && place.input + 1u < inputs) {
    squares += writeWeights(at + 1u, inputs, weights.b);
  }
  if (columns > 2u && place.input + 2u < inputs) {
    squares += writeWeights(at + 2u, inputs, weights.c) + writeWeights(at + 3u, inputs, weights.d);
  }
  if (place.input == 0u) {
    gradients[before + place.layer.bias / 4u + output] = bias;
    squares += dot(bias, bias);
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
