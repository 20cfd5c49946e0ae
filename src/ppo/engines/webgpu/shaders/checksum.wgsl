// The checksum of a part of a buffer, where its numbers were made: `checksumOf` says what it is. A sum, so that the order of the
// threads does not matter.

@group(0) @binding(0) var<storage, read> words: array<u32>;
@group(0) @binding(1) var<storage, read_write> sum: atomic<u32>;
@group(0) @binding(2) var<uniform> range: WordRange;

@compute @workgroup_size(CHECKSUM_THREADS)
fn checksum(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  var added = 0u;
  for (var place = id.x; place < range.count; place += groups.x * CHECKSUM_THREADS) {
    added += mixed(words[range.first + place], place);
  }
  atomicAdd(&sum, added);
}

// A word and its place, each of which changes all bits.
fn mixed(word: u32, place: u32) -> u32 {
  var bits = word ^ ((place + 1u) * 0x9e3779b9u);
  bits = (bits ^ (bits >> 16u)) * 0x85ebca6bu;
  bits = (bits ^ (bits >> 13u)) * 0xc2b2ae35u;
  return bits ^ (bits >> 16u);
}
