// A tile of rows in workgroup memory times a matrix of the network. A thread computes up to sixteen columns of all rows; where there
// are more threads than that takes, several share the sum, and add up their parts one after the other.

override THREADS: u32 = 32u;
// Vectors that the widest layer takes in a row.
override widest: u32 = 64u;
// Rows of a tile: eight or sixteen.
override tileRows: u32 = 8u;
// Threads that share a sum, at most.
override mostShares: u32 = 4u;

var<workgroup> tile: array<vec4f, tileRows * widest>;

// The tile, tileRows x inner, becomes its product with the matrix, inner x outer, at `matrix`. Sizes and places count vectors
// of four, but for the matrix's rows, four times as many; `columns` divide `outer`. Begins and ends with a barrier.
fn multiply(matrix: u32, inner: u32, outer: u32, thread: u32) {
  let places = outer / columns;
  let shares = clamp(THREADS / places, 1u, mostShares);
  let share = thread / places;
  let column = columns * (thread % places);
  let length = (inner + shares - 1u) / shares;
  let first = min(share * length, inner);
  let last = min(first + length, inner);

  // Of four rows each.
  var sums0 = Blocks();
  var sums1 = Blocks();
  var sums2 = Blocks();
  var sums3 = Blocks();
  workgroupBarrier();
  for (var i = first; i < last; i++) {
    let weights = weightBlocks(matrix + 4u * i * outer + column, outer);
    sums0 = withProducts(sums0, weights, tileBlock(i, inner));
    sums1 = withProducts(sums1, weights, tileBlock(4u * inner + i, inner));
    if (tileRows > 8u) {
      sums2 = withProducts(sums2, weights, tileBlock(8u * inner + i, inner));
      sums3 = withProducts(sums3, weights, tileBlock(12u * inner + i, inner));
    }
  }
  workgroupBarrier();
  for (var turn = 0u; turn < shares; turn++) {
    if (share == turn) {
      addToTile(column, outer, sums0, turn);
      addToTile(4u * outer + column, outer, sums1, turn);
      if (tileRows > 8u) {
        addToTile(8u * outer + column, outer, sums2, turn);
        addToTile(12u * outer + column, outer, sums3, turn);
      }
    }
    workgroupBarrier();
  }
}

fn weightBlocks(at: u32, stride: u32) -> Blocks {
  var weights = Blocks();
  weights.a = networkBlock(at, stride);
  if (columns > 1u) {
    weights.b = networkBlock(at + 1u, stride);
  }
  if (columns > 2u) {
    weights.c = networkBlock(at + 2u, stride);
    weights.d = networkBlock(at + 3u, stride);
  }
  return weights;
}

fn networkBlock(at: u32, stride: u32) -> mat4x4f {
  return mat4x4f(network[at], network[at + stride], network[at + 2u * stride], network[at + 3u * stride]);
}

fn tileBlock(at: u32, stride: u32) -> mat4x4f {
  return mat4x4f(tile[at], tile[at + stride], tile[at + 2u * stride], tile[at + 3u * stride]);
}

// Of four rows.
fn addToTile(at: u32, stride: u32, parts: Blocks, turn: u32) {
  addBlock(at, stride, parts.a, turn);
  if (columns > 1u) {
    addBlock(at + 1u, stride, parts.b, turn);
  }
  if (columns > 2u) {
    addBlock(at + 2u, stride, parts.c, turn);
    addBlock(at + 3u, stride, parts.d, turn);
  }
}

// The first part of a sum takes the place of what was there.
fn addBlock(at: u32, stride: u32, part: mat4x4f, turn: u32) {
  var sum = part;
  if (turn > 0u) {
    sum += tileBlock(at, stride);
  }
  tile[at] = sum[0];
  tile[at + stride] = sum[1];
  tile[at + 2u * stride] = sum[2];
  tile[at + 3u * stride] = sum[3];
}

// What a layer makes of element `i` of the tile, once that is its product with the weights.
fn layerOutput(layer: Layer, i: u32) -> vec4f {
  return activate(tile[i] + network[layer.bias / 4u + i % (layer.outputs / 4u)], architecture.activation);
}

// The head's one output for row `thread`, of the threads that have a row: all share the sums. Begins and ends with a barrier.
fn headOutput(head: Layer, thread: u32) -> f32 {
  let inner = head.inputs / 4u;
  let sharers = min(THREADS / tileRows, inner);
  let row = thread / sharers;
  workgroupBarrier();
  var part = 0.0;
  if (row < tileRows) {
    for (var i = thread % sharers; i < inner; i += sharers) {
      part += dot(network[head.backward / 4u + i], tile[row * inner + i]);
    }
  }
  workgroupBarrier();
  if (row < tileRows) {
    tile[thread] = vec4f(part);
  }
  workgroupBarrier();
  var sum = network[head.bias / 4u].x;
  if (thread < tileRows) {
    for (var i = 0u; i < sharers; i++) {
      sum += tile[thread * sharers + i].x;
    }
  }
  return sum;
}
