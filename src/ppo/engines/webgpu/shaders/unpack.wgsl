// Fills `network` from the flat parameters.
@group(0) @binding(0) var<uniform> architecture: Architecture;
@group(0) @binding(1) var<storage, read> trained: array<f32>;
@group(0) @binding(2) var<storage, read_write> network: array<f32>;

@compute @workgroup_size(256)
fn unpack(@builtin(global_invocation_id) id: vec3u) {
  if (id.x < architecture.parameterCount) {
    place(id.x, trained[id.x]);
  }
}
