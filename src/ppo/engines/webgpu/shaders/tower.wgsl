// The policy for four environments at a time, in workgroup memory. A thread computes four columns of all rows; where there
// are more threads than that takes, several share the sums.

override THREADS: u32 = 64u;
// Threads that share a sum: widest x shares are no more than all.
override shares: u32 = 1u;
// Vectors that the widest layer's activations of one row take.
override widest: u32 = 64u;
// Parts of sums: each share's of a layer where there are several, of the head's from its threads.
override partialSums: u32 = 16u;

const THREADS_OF_HEAD = 16u;

// Activations of a layer, row after row.
var<workgroup> tile: array<vec4f, TOWER_ROWS * widest>;
var<workgroup> partials: array<vec4f, partialSums>;

// The thread's share of its columns' sums. Columns of the matrices are rows here; that makes them products in the order of WGSL.
fn layerSums(layer: Layer, thread: u32) -> mat4x4f {
  let inner = layer.inputs / 4u;
  let outer = layer.outputs / 4u;
  let length = (inner + shares - 1u) / shares;
  let first = min((thread / outer) * length, inner);
  let last = min(first + length, inner);
  var sums = mat4x4f();
  var weights = layer.forward / 4u + 4u * first * outer + thread % outer;
  for (var i = first; i < last; i++) {
    sums += mat4x4f(
      network[weights],
      network[weights + outer],
      network[weights + 2u * outer],
      network[weights + 3u * outer],
    ) * mat4x4f(tile[i], tile[inner + i], tile[2u * inner + i], tile[3u * inner + i]);
    weights += 4u * outer;
  }
  return sums;
}

// Lays the thread's part of the sums out for the others.
fn layOut(layer: Layer, thread: u32, sums: mat4x4f) {
  let outer = layer.outputs / 4u;
  let share = thread / outer;
  if (share < shares) {
    let at = TOWER_ROWS * share * outer + thread % outer;
    partials[at] = sums[0];
    partials[at + outer] = sums[1];
    partials[at + 2u * outer] = sums[2];
    partials[at + 3u * outer] = sums[3];
  }
}

// The tile becomes the layer's output, from all parts of its sums. Between it and `layOut` there is a barrier.
fn finishShared(layer: Layer, thread: u32) {
  let outer = layer.outputs / 4u;
  for (var i = thread; i < TOWER_ROWS * outer; i += THREADS) {
    var sum = partials[i];
    for (var share = 1u; share < shares; share++) {
      sum += partials[TOWER_ROWS * share * outer + i];
    }
    tile[i] = layerOutput(layer, i % outer, sum);
  }
}

// The same from the thread's own sums, which are whole. Between it and `layerSums` there is a barrier.
fn finishLayer(layer: Layer, thread: u32, sums: mat4x4f) {
  let outer = layer.outputs / 4u;
  if (thread < outer) {
    tile[thread] = layerOutput(layer, thread, sums[0]);
    tile[outer + thread] = layerOutput(layer, thread, sums[1]);
    tile[2u * outer + thread] = layerOutput(layer, thread, sums[2]);
    tile[3u * outer + thread] = layerOutput(layer, thread, sums[3]);
  }
}

fn layerOutput(layer: Layer, column: u32, sum: vec4f) -> vec4f {
  return activate(sum + network[layer.bias / 4u + column], architecture.activation);
}

// Sixteen threads share the head's sums.
fn layOutHead(head: Layer, thread: u32) {
  if (thread < THREADS_OF_HEAD) {
    let inner = head.inputs / 4u;
    var sum = vec4f(0.0);
    for (var i = thread; i < inner; i += THREADS_OF_HEAD) {
      let weights = network[head.backward / 4u + i];
      sum += vec4f(
        dot(weights, tile[i]),
        dot(weights, tile[inner + i]),
        dot(weights, tile[2u * inner + i]),
        dot(weights, tile[3u * inner + i]),
      );
    }
    partials[thread] = sum;
  }
}

// The head's output for the four rows; between it and `layOutHead` there is a barrier.
fn headOutput(head: Layer) -> vec4f {
  var sum = vec4f(network[head.bias / 4u].x);
  for (var i = 0u; i < THREADS_OF_HEAD; i++) {
    sum += partials[i];
  }
  return sum;
}
