// Eight rows in workgroup memory times a matrix of the network. A thread computes four or eight columns of all rows; where there
// are more threads than that takes, several share the sum, and add up their parts one after the other.

override THREADS: u32 = 32u;
// Vectors that the widest layer takes in a row.
override widest: u32 = 64u;
// Vectors of columns of a thread, one or two: two read less memory and one takes half the registers.
override columns: u32 = 2u;

// More would spend more time on adding up than they save.
const MOST_SHARES = 4u;

var<workgroup> tile: array<vec4f, TILE_ROWS * widest>;

// The tile, 8 x inner, becomes its product with the matrix, inner x outer, at `matrix`. Sizes and places count vectors
// of four, but for the matrix's rows, four times as many. Begins and ends with a barrier.
fn multiply(matrix: u32, inner: u32, outer: u32, thread: u32) {
  let places = outer / columns;
  let shares = clamp(THREADS / places, 1u, MOST_SHARES);
  let share = thread / places;
  let column = columns * (thread % places);
  let length = (inner + shares - 1u) / shares;
  let first = min(share * length, inner);
  let last = min(first + length, inner);

  // Columns of these are rows of the tile; that makes them products in the order of WGSL.
  var top0 = mat4x4f();
  var top1 = mat4x4f();
  var bottom0 = mat4x4f();
  var bottom1 = mat4x4f();
  workgroupBarrier();
  for (var i = first; i < last; i++) {
    let at = matrix + 4u * i * outer + column;
    let top = tileBlock(i, inner);
    let bottom = tileBlock(4u * inner + i, inner);
    let weights0 = networkBlock(at, outer);
    top0 += weights0 * top;
    bottom0 += weights0 * bottom;
    if (columns == 2u) {
      let weights1 = networkBlock(at + 1u, outer);
      top1 += weights1 * top;
      bottom1 += weights1 * bottom;
    }
  }
  workgroupBarrier();
  for (var turn = 0u; turn < shares; turn++) {
    if (share == turn) {
      addToTile(column, outer, top0, turn);
      addToTile(4u * outer + column, outer, bottom0, turn);
      if (columns == 2u) {
        addToTile(column + 1u, outer, top1, turn);
        addToTile(4u * outer + column + 1u, outer, bottom1, turn);
      }
    }
    workgroupBarrier();
  }
}

fn networkBlock(at: u32, stride: u32) -> mat4x4f {
  return mat4x4f(network[at], network[at + stride], network[at + 2u * stride], network[at + 3u * stride]);
}

fn tileBlock(at: u32, stride: u32) -> mat4x4f {
  return mat4x4f(tile[at], tile[at + stride], tile[at + 2u * stride], tile[at + 3u * stride]);
}

// The first part of a sum takes the place of what was there.
fn addToTile(at: u32, stride: u32, part: mat4x4f, turn: u32) {
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
fn layerOutput(layer: Layer, i: u32, isHead: bool) -> vec4f {
  let sum = tile[i] + network[layer.bias / 4u + i % (layer.outputs / 4u)];
  return select(activate(sum, architecture.activation), sum, isHead);
}

// The head's one output for row `thread`, of the threads that have a row: all share the sums. Begins and ends with a barrier.
fn headOutput(head: Layer, thread: u32) -> f32 {
  let inner = head.inputs / 4u;
  let sharers = min(THREADS / TILE_ROWS, inner);
  let row = thread / sharers;
  workgroupBarrier();
  var part = 0.0;
  if (row < TILE_ROWS) {
    for (var i = thread % sharers; i < inner; i += sharers) {
      part += dot(network[head.backward / 4u + i], tile[row * inner + i]);
    }
  }
  workgroupBarrier();
  if (row < TILE_ROWS) {
    tile[thread] = vec4f(part);
  }
  workgroupBarrier();
  var sum = network[head.bias / 4u].x;
  if (thread < TILE_ROWS) {
    for (var i = 0u; i < sharers; i++) {
      sum += tile[thread * sharers + i].x;
    }
  }
  return sum;
}
