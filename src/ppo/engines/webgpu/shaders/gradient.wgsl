// Forward, loss and backward to every layer's input, for some tiles of rows of a minibatch: one tower in a workgroup.
// Clipping takes rows out of the objective: the backward pass and the weights' gradients see live rows only, those with a slope.

@group(0) @binding(0) var<uniform> architecture: Architecture;
@group(0) @binding(1) var<uniform> hyperparameters: array<Hyperparameters, MOST_MEMBERS>;
@group(0) @binding(2) var<uniform> minibatch: Minibatch;
@group(0) @binding(3) var<storage, read> network: array<vec4f>;
@group(0) @binding(4) var<storage, read> samples: array<Sample>;
// Of each row; after the head, the loss's slope there.
@group(0) @binding(5) var<storage, read_write> activations: array<vec4f>;
// Slopes of the loss at every layer's output before its activation function, of the live rows.
@group(0) @binding(6) var<storage, read_write> deltas: array<vec4f>;
// Of each tile, the sums of the actor's and the critic's `parts`.
@group(0) @binding(7) var<storage, read_write> losses: array<vec4f>;
// Of each tower, for each row of `deltas` the minibatch's row, or NO_ROW: a workgroup's live ones first.
@group(0) @binding(8) var<storage, read_write> liveRows: array<u32>;
@group(0) @binding(9) var<uniform> members: Members;

// Of a workgroup.
override tiles: u32 = 1u;

@compute @workgroup_size(THREADS)
fn gradient(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let member = memberOf(group.z);
  let thread = local.x;
  let firstRow = (minibatch.firstGroup + group.x) * tiles * tileRows;
  let tower = group.y;
  let wholeTiles = (minibatch.size + tileRows - 1u) / tileRows;
  let lastRow = min(firstRow + tiles * tileRows, wholeTiles * tileRows);

  for (var t = 0u; t < tiles; t++) {
    let row = firstRow + t * tileRows;
    if (row < lastRow) {
      workgroupBarrier();
      forward(member, tower, row, thread);
    }
  }
  storageBarrier();
  let list = member * members.liveRows + tower * (members.liveRows / 2u);
  let slopes = headOf(member, tower).outputActivations / 4u;
  let count = listLiveRows(list, slopes, firstRow, lastRow, thread);
  for (var t = 0u; t < tiles; t++) {
    if (t * tileRows < count) {
      workgroupBarrier();
      backward(member, tower, list, firstRow + t * tileRows, thread);
    }
  }
}

fn headOf(member: u32, tower: u32) -> Layer {
  return layerOf((tower + 1u) * architecture.layersPerTower - 1u, member);
}

fn forward(member: u32, tower: u32, firstRow: u32, thread: u32) {
  let firstLayer = tower * architecture.layersPerTower;
  let firstSample = member * members.samples + minibatch.first;
  enter(layerOf(firstLayer, member), firstSample, firstRow, thread);
  for (var l = 1u; l < architecture.layersPerTower; l++) {
    let layer = layerOf(firstLayer + l - 1u, member);
    multiply(layer.forward / 4u, layer.inputs / 4u, layer.outputs / 4u, thread);
    finishForward(layer, firstRow, thread);
  }
  let head = headOf(member, tower);
  let output = headOutput(head, thread);
  var parts = vec4f(0.0);
  if (thread < tileRows) {
    let row = firstRow + thread;
    var loss = RowLoss();
    if (row < minibatch.size) {
      loss = lossOfRow(member, tower, output, samples[firstSample + row]);
    }
    activations[head.outputActivations / 4u + 2u * row] = vec4f(loss.slope, 0.0, 0.0, 0.0);
    parts = loss.parts;
  }
  workgroupBarrier();
  if (thread < tileRows) {
    tile[thread] = parts;
  }
  workgroupBarrier();
  if (thread == 0u) {
    var sum = tile[0];
    for (var row = 1u; row < tileRows; row++) {
      sum += tile[row];
    }
    losses[member * members.losses / 4u + 2u * (firstRow / tileRows) + tower] = sum;
  }
}

// Brings the observations into the tile.
fn enter(layer: Layer, firstSample: u32, firstRow: u32, thread: u32) {
  for (var i = thread; i < OBSERVATION_VECTORS * tileRows; i += THREADS) {
    let row = firstRow + i / OBSERVATION_VECTORS;
    // Rows past the end repeat the first; they have no slope.
    let sample = firstSample + select(0u, row, row < minibatch.size);
    let observation = samples[sample].observation[i % OBSERVATION_VECTORS];
    tile[i] = observation;
    activations[layer.inputActivations / 4u + OBSERVATION_VECTORS * firstRow + i] = observation;
  }
}

fn finishForward(layer: Layer, firstRow: u32, thread: u32) {
  let width = layer.outputs / 4u;
  let base = layer.outputActivations / 4u + firstRow * width;
  for (var i = thread; i < tileRows * width; i += THREADS) {
    let output = layerOutput(layer, i);
    tile[i] = output;
    activations[base + i] = output;
  }
}

fn lossOfRow(member: u32, tower: u32, output: f32, sample: Sample) -> RowLoss {
  if (tower == ACTOR) {
    return actorLoss(member, output, sample);
  }
  return criticLoss(member, output, sample);
}

// Brings the rows between two with a slope to the front, in their order; returns how many those are.
fn listLiveRows(list: u32, slopes: u32, firstRow: u32, lastRow: u32, thread: u32) -> u32 {
  var count = 0u;
  for (var row = firstRow + thread; row < lastRow; row += THREADS) {
    var before = 0u;
    count = 0u;
    for (var other = firstRow; other < lastRow; other++) {
      let live = select(0u, 1u, isLive(slopes, other));
      count += live;
      before += select(0u, live, other < row);
    }
    if (isLive(slopes, row)) {
      liveRows[list + firstRow + before] = row;
    }
    if (row >= firstRow + count) {
      liveRows[list + row] = NO_ROW;
    }
  }
  if (thread == 0u) {
    tile[0].x = f32(count);
  }
  storageBarrier();
  return u32(workgroupUniformLoad(&tile[0]).x);
}

// By its bits: compilers may take every number for finite, and what is not has to be seen.
fn isLive(slopes: u32, row: u32) -> bool {
  return (bitcast<u32>(activations[slopes + 2u * row].x) & 0x7fffffffu) != 0u;
}

// For a tile of entries of the list from one on; the last may be of no row and have no slope.
fn backward(member: u32, tower: u32, list: u32, firstSlot: u32, thread: u32) {
  let firstLayer = tower * architecture.layersPerTower;
  enterSlopes(headOf(member, tower), list, firstSlot, thread);
  for (var l = architecture.layersPerTower - 2u; l > 0u; l--) {
    let layer = layerOf(firstLayer + l, member);
    multiply(layer.backward / 4u, layer.outputs / 4u, layer.inputs / 4u, thread);
    finishBackward(layer, list, firstSlot, thread);
  }
}

// Brings the slopes at the head's input into the tile; the head has one output, padded to eight.
fn enterSlopes(head: Layer, list: u32, firstSlot: u32, thread: u32) {
  let slopes = head.outputActivations / 4u;
  let width = head.inputs / 4u;
  for (var i = thread; i < tileRows * width; i += THREADS) {
    let slot = firstSlot + i / width;
    let row = liveRows[list + slot];
    var slope = 0.0;
    if (row != NO_ROW) {
      slope = activations[slopes + 2u * row].x;
    }
    if (i % width == 0u) {
      deltas[slopes + 2u * slot] = vec4f(slope, 0.0, 0.0, 0.0);
      deltas[slopes + 2u * slot + 1u] = vec4f(0.0);
    }
    tile[i] = slope * network[head.backward / 4u + i % width];
  }
  finishBackward(head, list, firstSlot, thread);
}

// From the slopes at the layer's input to those before the activation function of the layer below.
fn finishBackward(layer: Layer, list: u32, firstSlot: u32, thread: u32) {
  let width = layer.inputs / 4u;
  for (var i = thread; i < tileRows * width; i += THREADS) {
    let slot = firstSlot + i / width;
    let row = liveRows[list + slot];
    var slope = vec4f(0.0);
    if (row != NO_ROW) {
      slope = tile[i] * activationSlope(activations[layer.inputActivations / 4u + row * width + i % width], architecture.activation);
    }
    tile[i] = slope;
    deltas[layer.inputActivations / 4u + slot * width + i % width] = slope;
  }
}
