// The two towers as the GPU holds them. Widths are padded to a multiple of eight with zeros, which stay zero. `network`
// has all parameters, and then every weight once more, transposed, so that both the forward and the backward pass read
// consecutive memory. Offsets count floats.
struct Layer {
  inputs: u32,
  outputs: u32,
  // Weights as inputs x outputs, as outputs x inputs, and biases.
  forward: u32,
  backward: u32,
  bias: u32,
  // In `activations`: what the layer reads, and what it writes.
  inputActivations: u32,
  outputActivations: u32,
  // Number of the first 8 x 8 block of its weights.
  firstBlock: u32,
}

struct Architecture {
  // Hidden layers and head, of each tower.
  layersPerTower: u32,
  // 0: tanh, 1: relu.
  activation: u32,
  logStd: u32,
  // Floats of the parameters, padding included.
  parametersSize: u32,
  blockCount: u32,
  @align(16) layers: array<Layer, 10>,
}

const ACTOR = 0u;
const CRITIC = 1u;

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
