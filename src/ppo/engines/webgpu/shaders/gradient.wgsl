// Forward, loss and backward to every layer's input, for eight rows of a minibatch: one tower in a workgroup.

@group(0) @binding(0) var<uniform> architecture: Architecture;
@group(0) @binding(1) var<uniform> hyperparameters: Hyperparameters;
@group(0) @binding(2) var<uniform> minibatch: Minibatch;
@group(0) @binding(3) var<storage, read> network: array<vec4f>;
@group(0) @binding(4) var<storage, read> samples: array<Sample>;
@group(0) @binding(5) var<storage, read_write> activations: array<vec4f>;
// Slopes of the loss at every layer's output before its activation function.
@group(0) @binding(6) var<storage, read_write> deltas: array<vec4f>;
// Of each row, the actor's and the critic's `parts`.
@group(0) @binding(7) var<storage, read_write> losses: array<vec4f>;

@compute @workgroup_size(THREADS)
fn gradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let thread = local.x;
  let firstRow = (minibatch.firstGroup + group.x) * TILE_ROWS;
  let tower = group.y;
  let firstLayer = tower * architecture.layersPerTower;
  let head = architecture.layersPerTower - 1u;

  enter(architecture.layers[firstLayer], firstRow, thread);
  for (var l = 0u; l <= head; l++) {
    let layer = architecture.layers[firstLayer + l];
    multiply(layer.forward / 4u, layer.inputs / 4u, layer.outputs / 4u, thread);
    finishForward(layer, l == head, firstRow, thread);
  }
  workgroupBarrier();
  if (thread < TILE_ROWS) {
    lossOfRow(architecture.layers[firstLayer + head], firstRow, thread, tower);
  }
  for (var l = head; l > 0u; l--) {
    let layer = architecture.layers[firstLayer + l];
    multiply(layer.backward / 4u, layer.outputs / 4u, layer.inputs / 4u, thread);
    finishBackward(layer, firstRow, thread);
  }
}

// Brings the observations into the tile.
fn enter(layer: Layer, firstRow: u32, thread: u32) {
  for (var i = thread; i < OBSERVATION_VECTORS * TILE_ROWS; i += THREADS) {
    let row = firstRow + i / OBSERVATION_VECTORS;
    // Rows past the end repeat the first; their deltas are zero.
    let sample = minibatch.first + select(0u, row, row < minibatch.size);
    let observation = samples[sample].observation[i % OBSERVATION_VECTORS];
    tile[i] = observation;
    activations[layer.inputActivations / 4u + OBSERVATION_VECTORS * firstRow + i] = observation;
  }
}

fn finishForward(layer: Layer, isHead: bool, firstRow: u32, thread: u32) {
  let width = layer.outputs / 4u;
  let base = layer.outputActivations / 4u + firstRow * width;
  for (var i = thread; i < TILE_ROWS * width; i += THREADS) {
    let output = layerOutput(layer, i, isHead);
    tile[i] = output;
    activations[base + i] = output;
  }
}

// From the slopes at the layer's input to those before the activation function of the layer below.
fn finishBackward(layer: Layer, firstRow: u32, thread: u32) {
  let width = layer.inputs / 4u;
  let base = layer.inputActivations / 4u + firstRow * width;
  for (var i = thread; i < TILE_ROWS * width; i += THREADS) {
    let slope = tile[i] * activationSlope(activations[base + i], architecture.activation);
    tile[i] = slope;
    deltas[base + i] = slope;
  }
}

// The head has one output, padded to eight.
fn lossOfRow(head: Layer, firstRow: u32, thread: u32, tower: u32) {
  let row = firstRow + thread;
  var loss = RowLoss();
  if (row < minibatch.size) {
    let sample = samples[minibatch.first + row];
    let output = tile[2u * thread].x;
    if (tower == ACTOR) {
      loss = actorLoss(output, sample);
    } else {
      loss = criticLoss(output, sample);
    }
  }
  losses[2u * row + tower] = loss.parts;
  let base = head.outputActivations / 4u + 2u * row;
  let slope = vec4f(loss.slope, 0.0, 0.0, 0.0);
  tile[2u * thread] = slope;
  tile[2u * thread + 1u] = vec4f(0.0);
  deltas[base] = slope;
  deltas[base + 1u] = vec4f(0.0);
}
