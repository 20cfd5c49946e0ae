// Brings a flat parameter to its two places in `network`.
fn place(parameter: u32, value: f32) {
  if (parameter == 0u) {
    network[architecture.logStd] = value;
    return;
  }
  for (var index = 0u; index < 2u * architecture.layersPerTower; index++) {
    let layer = architecture.layers[index];
    let weights = layer.flatInputs * layer.flatOutputs;
    if (parameter >= layer.flatWeight && parameter < layer.flatWeight + weights) {
      let inner = parameter - layer.flatWeight;
      let output = inner / layer.flatInputs;
      let input = inner % layer.flatInputs;
      network[layer.forward + input * layer.outputs + output] = value;
      network[layer.backward + output * layer.inputs + input] = value;
      return;
    }
    if (parameter >= layer.flatBias && parameter < layer.flatBias + layer.flatOutputs) {
      network[layer.bias + parameter - layer.flatBias] = value;
      return;
    }
  }
}
