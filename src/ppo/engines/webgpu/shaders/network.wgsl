// The two towers as the GPU holds them. Widths are padded to a multiple of eight with zeros, which stay zero. `network`
// has all parameters, and then every weight once more, transposed, so that both the forward and the backward pass read
// consecutive memory. Offsets count floats.

// Of a group's members each has such a part of `network`, and one of the activations.

const ACTOR = 0u;
const CRITIC = 1u;

// A layer of a member's towers: its offsets are those of the member's parts.
fn layerOf(index: u32, member: u32) -> Layer {
  let layer = architecture.layers[index];
  let weights = member * members.network;
  let activations = member * members.activations;
  return Layer(
    layer.inputs,
    layer.outputs,
    weights + layer.forward,
    weights + layer.backward,
    weights + layer.bias,
    activations + layer.inputActivations,
    activations + layer.outputActivations,
    layer.firstBlock,
  );
}

fn activate(x: vec4f, activation: u32) -> vec4f {
  if (activation == 1u) {
    return max(x, vec4f(0.0));
  }
  // Beyond nine the float32 result is one; some drivers overflow on the way there.
  return tanh(clamp(x, vec4f(-9.1), vec4f(9.1)));
}

// Slope of the activation function at the place where it had the value y.
fn activationSlope(y: vec4f, activation: u32) -> vec4f {
  if (activation == 1u) {
    return select(vec4f(0.0), vec4f(1.0), y > vec4f(0.0));
  }
  return 1.0 - y * y;
}
