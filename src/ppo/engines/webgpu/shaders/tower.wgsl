// The policy for four environments at a time, in workgroup memory. A thread computes four columns of all rows; where there
// are more threads than that takes, several share the sum, and add up their parts one after the other.

override THREADS: u32 = 64u;
// Vectors that the widest layer's activations of one row take; no more than there are threads.
override widest: u32 = 64u;

const MOST_SHARES = 4u;
const THREADS_OF_HEAD = 16u;

// Activations of a layer, row after row.
var<workgroup> tile: array<vec4f, TOWER_ROWS * widest>;
var<workgroup> partials: array<f32, TOWER_ROWS * THREADS_OF_HEAD>;

// The tile becomes the layer's output for it. Call it after a barrier; it ends with one.
fn forwardLayer(layer: Layer, thread: u32) {
  let inner = layer.inputs / 4u;
  let outer = layer.outputs / 4u;
  let shares = clamp(THREADS / outer, 1u, MOST_SHARES);
  let share = thread / outer;
  let column = thread % outer;
  let length = (inner + shares - 1u) / shares;
  let first = min(share * length, inner);
  let last = min(first + length, inner);

  // Columns of the matrices are rows here; that makes them products in the order of WGSL.
  var sums = mat4x4f();
  var weights = layer.forward / 4u + 4u * first * outer + column;
  for (var i = first; i < last; i++) {
    sums += mat4x4f(
      network[weights],
      network[weights + outer],
      network[weights + 2u * outer],
      network[weights + 3u * outer],
    ) * mat4x4f(tile[i], tile[inner + i], tile[2u * inner + i], tile[3u * inner + i]);
    weights += 4u * outer;
  }
  let bias = network[layer.bias / 4u + column];
  workgroupBarrier();
  for (var turn = 0u; turn < shares; turn++) {
    if (share == turn) {
      addUp(column, sums[0], bias, turn, shares);
      addUp(outer + column, sums[1], bias, turn, shares);
      addUp(2u * outer + column, sums[2], bias, turn, shares);
      addUp(3u * outer + column, sums[3], bias, turn, shares);
    }
    workgroupBarrier();
  }
}

// The first part of a sum starts from the bias, the last one passes through the activation function.
fn addUp(at: u32, part: vec4f, bias: vec4f, turn: u32, shares: u32) {
  var sum = part + select(tile[at], bias, turn == 0u);
  if (turn == shares - 1u) {
    sum = activate(sum, architecture.activation);
  }
  tile[at] = sum;
}

// Sixteen threads share the head's sum of one row.
fn headPartials(head: Layer, thread: u32) {
  if (thread >= TOWER_ROWS * THREADS_OF_HEAD) {
    return;
  }
  let inner = head.inputs / 4u;
  let row = thread / THREADS_OF_HEAD;
  var sum = 0.0;
  for (var i = thread % THREADS_OF_HEAD; i < inner; i += THREADS_OF_HEAD) {
    sum += dot(network[head.backward / 4u + i], tile[row * inner + i]);
  }
  partials[thread] = sum;
}

// Sum of the head's partial sums; call it after a barrier.
fn headOutput(head: Layer, row: u32) -> f32 {
  var sum = network[head.bias / 4u].x;
  for (var i = 0u; i < THREADS_OF_HEAD; i++) {
    sum += partials[THREADS_OF_HEAD * row + i];
  }
  return sum;
}
