// From what the sensors say to what the networks see, and from the reward to what they learn from.
struct Scales {
  observationMean: array<vec4f, 2>,
  observationScale: array<vec4f, 2>,
  reward: f32,
}

fn normalised(value: f32, entry: u32) -> f32 {
  return (value - scales.observationMean[entry / 4u][entry % 4u]) * scales.observationScale[entry / 4u][entry % 4u];
}
