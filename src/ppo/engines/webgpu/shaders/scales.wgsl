// From what the sensors say to what the networks see.

// One entry of a normalised observation, given all of the raw one in two halves.
fn normalised(low: vec4f, high: vec4f, entry: u32) -> f32 {
  return dot(scales.observationTransform[2u * entry], low - scales.observationMean[0]) +
    dot(scales.observationTransform[2u * entry + 1u], high - scales.observationMean[1]);
}
