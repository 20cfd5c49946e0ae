// The two towers as the GPU holds them. Widths are padded to a multiple of eight with zeros, which stay zero; every
// weight is there twice, so that both the forward and the backward pass read consecutive memory.
struct Layer {
  inputs: u32,
  outputs: u32,
  // Offsets in `network`: inputs x outputs, outputs x inputs, outputs.
  forward: u32,
  backward: u32,
  bias: u32,
  // Offsets in the flat parameters, and the sizes without padding.
  flatWeight: u32,
  flatBias: u32,
  flatInputs: u32,
  flatOutputs: u32,
  // Offsets in `activations`: what the layer reads, and what it writes.
  inputActivations: u32,
  outputActivations: u32,
  // Number of the first 8 x 4 block of its weight gradient.
  firstBlock: u32,
}

struct Architecture {
  // Hidden layers and head, of each tower.
  layersPerTower: u32,
  // 0: tanh, 1: relu.
  activation: u32,
  // Offset of log_std in `network`.
  logStd: u32,
  parameterCount: u32,
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
