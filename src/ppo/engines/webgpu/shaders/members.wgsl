// Runs that train side by side are the members of a group. A dispatch has a layer of workgroups for each of those that take part,
// and every buffer has the members' parts one behind the other: `Members` says how far they are from each other.

// The member that a layer of workgroups computes for.
fn memberOf(layer: u32) -> u32 {
  return members.slots[layer / 4u][layer % 4u];
}
