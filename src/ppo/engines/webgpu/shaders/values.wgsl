// The critic's values of four observations in a workgroup.

struct Rows {
  count: u32,
  // Place of the first observation, floats from one to the next, and place of the first value.
  first: u32,
  stride: u32,
  firstValue: u32,
  // 1 where the observations are as the sensors gave them.
  isRaw: u32,
}

@group(0) @binding(0) var<uniform> architecture: Architecture;
@group(0) @binding(1) var<uniform> rows: Rows;
@group(0) @binding(2) var<storage, read> network: array<vec4f>;
@group(0) @binding(3) var<storage, read> observations: array<f32>;
@group(0) @binding(4) var<storage, read_write> values: array<f32>;
@group(0) @binding(5) var<uniform> scales: Scales;

@compute @workgroup_size(THREADS)
fn evaluate(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_id) local: vec3u,
) {
  let thread = local.x;
  let firstRow = (group.y * groups.x + group.x) * ROWS;
  if (firstRow >= rows.count) {
    return;
  }
  let firstLayer = architecture.layersPerTower;
  let hiddenLayers = architecture.layersPerTower - 1u;
  if (thread < 2u * ROWS) {
    // Rows past the end repeat the last.
    let row = min(firstRow + thread / 2u, rows.count - 1u);
    let at = rows.first + row * rows.stride + 4u * (thread % 2u);
    front[thread] = entriesFrom(at);
    if (rows.isRaw == 1u) {
      let begin = at - 4u * (thread % 2u);
      let low = entriesFrom(begin);
      let high = entriesFrom(begin + 4u);
      let entry = 4u * (thread % 2u);
      front[thread] = vec4f(
        normalised(low, high, entry),
        normalised(low, high, entry + 1u),
        normalised(low, high, entry + 2u),
        normalised(low, high, entry + 3u),
      );
    }
  }
  workgroupBarrier();
  for (var l = 0u; l < hiddenLayers; l++) {
    forwardLayer(architecture.layers[firstLayer + l], l % 2u == 0u, thread);
    workgroupBarrier();
  }
  let head = architecture.layers[firstLayer + hiddenLayers];
  headPartials(head, hiddenLayers % 2u == 0u, thread);
  workgroupBarrier();
  if (thread < ROWS && firstRow + thread < rows.count) {
    values[rows.firstValue + firstRow + thread] = headOutput(head, thread);
  }
}

fn entriesFrom(at: u32) -> vec4f {
  return vec4f(observations[at], observations[at + 1u], observations[at + 2u], observations[at + 3u]);
}
