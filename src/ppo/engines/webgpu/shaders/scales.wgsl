// From what the sensors say to what the networks see.

// What four neighbouring entries of a raw observation, the `part`th ones, give to one entry of the normalised one.
fn contribution(x: vec4f, part: u32, entry: u32) -> f32 {
  return dot(scales.observationTransform[OBSERVATION_VECTORS * entry + part], x - scales.observationMean[part]);
}
