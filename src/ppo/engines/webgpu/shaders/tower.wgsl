// A tower's forward pass for four rows at a time, in workgroup memory.

// Vectors that the widest layer's activations of one row take.
override widest: u32 = 64u;

const THREADS = 64u;
const ROWS = 4u;

var<workgroup> front: array<vec4f, 4u * widest>;
var<workgroup> back: array<vec4f, 4u * widest>;
var<workgroup> partials: array<f32, THREADS>;

// From the front array to the back one, or the other way.
fn forwardLayer(layer: Layer, isFromFront: bool, thread: u32) {
  let inputs4 = layer.inputs / 4u;
  let outputs4 = layer.outputs / 4u;
  for (var column = thread; column < outputs4; column += THREADS) {
    let bias = network[layer.bias / 4u + column];
    var s0 = bias;
    var s1 = bias;
    var s2 = bias;
    var s3 = bias;
    var weight = layer.forward / 4u + column;
    for (var i = 0u; i < inputs4; i++) {
      let w0 = network[weight];
      let w1 = network[weight + outputs4];
      let w2 = network[weight + 2u * outputs4];
      let w3 = network[weight + 3u * outputs4];
      weight += 4u * outputs4;
      let x0 = input(isFromFront, i);
      s0 += x0.x * w0 + x0.y * w1 + x0.z * w2 + x0.w * w3;
      let x1 = input(isFromFront, inputs4 + i);
      s1 += x1.x * w0 + x1.y * w1 + x1.z * w2 + x1.w * w3;
      let x2 = input(isFromFront, 2u * inputs4 + i);
      s2 += x2.x * w0 + x2.y * w1 + x2.z * w2 + x2.w * w3;
      let x3 = input(isFromFront, 3u * inputs4 + i);
      s3 += x3.x * w0 + x3.y * w1 + x3.z * w2 + x3.w * w3;
    }
    let kind = architecture.activation;
    output(isFromFront, column, activate(s0, kind));
    output(isFromFront, outputs4 + column, activate(s1, kind));
    output(isFromFront, 2u * outputs4 + column, activate(s2, kind));
    output(isFromFront, 3u * outputs4 + column, activate(s3, kind));
  }
}

fn input(isFromFront: bool, index: u32) -> vec4f {
  if (isFromFront) {
    return front[index];
  }
  return back[index];
}

fn output(isFromFront: bool, index: u32, value: vec4f) {
  if (isFromFront) {
    back[index] = value;
  } else {
    front[index] = value;
  }
}

// Sixteen threads share the head's sum of one environment.
fn headPartials(head: Layer, isFromFront: bool, thread: u32) {
  let inputs4 = head.inputs / 4u;
  let row = thread / 16u;
  var sum = 0.0;
  for (var i = thread % 16u; i < inputs4; i += 16u) {
    sum += dot(network[head.backward / 4u + i], input(isFromFront, row * inputs4 + i));
  }
  partials[thread] = sum;
}

// Sum of the head's partial sums; call it after a barrier.
fn headOutput(head: Layer, row: u32) -> f32 {
  var sum = network[head.bias / 4u].x;
  for (var i = 0u; i < 16u; i++) {
    sum += partials[16u * row + i];
  }
  return sum;
}
