// From what the sensors say to what the networks see, and from the reward to what they learn from: a member's scales stand behind its
// towers, the mean of its observations, the rows of the matrix that they are multiplied with, and the reward's factor.

// Where a member's scales are, in vectors of four.
fn scalesOf(member: u32) -> u32 {
  return (member * members.network + architecture.scales) / 4u;
}

fn rewardScaleAt(scales: u32) -> f32 {
  return network[scales + OBSERVATION_VECTORS * (OBSERVATION_STRIDE + 1u)].x;
}

// What four neighbouring entries of a raw observation, the `part`th ones, give to one entry of the normalised one.
fn contribution(scales: u32, x: vec4f, part: u32, entry: u32) -> f32 {
  let row = scales + OBSERVATION_VECTORS * (1u + entry);
  return dot(network[row + part], x - network[scales + part]);
}
