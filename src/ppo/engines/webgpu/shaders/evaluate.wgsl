// The critic's values of a tile of observations in a workgroup.

@group(0) @binding(0) var<uniform> architecture: Architecture;
@group(0) @binding(1) var<uniform> rows: Rows;
@group(0) @binding(2) var<storage, read> network: array<vec4f>;
@group(0) @binding(3) var<storage, read> observations: array<f32>;
@group(0) @binding(4) var<storage, read_write> values: array<f32>;
@group(0) @binding(5) var<uniform> members: Members;

@compute @workgroup_size(THREADS)
fn evaluate(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_id) local: vec3u,
) {
  let member = memberOf(group.z);
  let thread = local.x;
  let firstRow = (group.y * groups.x + group.x) * tileRows;
  if (firstRow >= rows.count) {
    return;
  }
  for (var i = thread; i < OBSERVATION_VECTORS * tileRows; i += THREADS) {
    tile[i] = observationPart(member, firstRow + i / OBSERVATION_VECTORS, i % OBSERVATION_VECTORS);
  }
  let head = architecture.layersPerTower - 1u;
  for (var l = 0u; l < head; l++) {
    let layer = layerOf(architecture.layersPerTower + l, member);
    multiply(layer.forward / 4u, layer.inputs / 4u, layer.outputs / 4u, thread);
    for (var i = thread; i < tileRows * layer.outputs / 4u; i += THREADS) {
      tile[i] = layerOutput(layer, i);
    }
  }
  let value = headOutput(layerOf(architecture.layersPerTower + head, member), thread);
  if (thread < tileRows && firstRow + thread < rows.count) {
    values[member * members.values + rows.firstValue + firstRow + thread] = value;
  }
}

// Four entries of an observation, as the critic sees them. Rows past the end repeat the last.
fn observationPart(member: u32, row: u32, part: u32) -> vec4f {
  let at = member * rows.memberStride + rows.first + min(row, rows.count - 1u) * rows.stride;
  if (rows.isRaw == 0u) {
    return entriesFrom(at + 4u * part);
  }
  let entry = 4u * part;
  let scales = scalesOf(member);
  var seen = vec4f(0.0);
  for (var source = 0u; source < OBSERVATION_VECTORS; source++) {
    let x = entriesFrom(at + 4u * source);
    seen += vec4f(
      contribution(scales, x, source, entry),
      contribution(scales, x, source, entry + 1u),
      contribution(scales, x, source, entry + 2u),
      contribution(scales, x, source, entry + 3u),
    );
  }
  return seen;
}

fn entriesFrom(at: u32) -> vec4f {
  return vec4f(observations[at], observations[at + 1u], observations[at + 2u], observations[at + 3u]);
}
