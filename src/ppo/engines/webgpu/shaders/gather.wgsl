// The epoch's minibatches as rows next to each other, in the order of its permutation, with the advantages normalised:
// one minibatch in a workgroup.

@group(0) @binding(0) var<uniform> hyperparameters: array<Hyperparameters, MOST_MEMBERS>;
@group(0) @binding(1) var<uniform> epoch: Epoch;
@group(0) @binding(2) var<storage, read> observations: array<vec4f>;
// Action, log-probability, reward, end of the episode.
@group(0) @binding(3) var<storage, read> transitions: array<vec4f>;
// Advantage, return, value.
@group(0) @binding(4) var<storage, read> estimates: array<vec4f>;
@group(0) @binding(5) var<storage, read_write> samples: array<Sample>;
@group(0) @binding(6) var<uniform> members: Members;

alias Summand = f32;

@compute @workgroup_size(THREADS)
fn gather(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let member = memberOf(group.z);
  let batchSize = hyperparameters[member].batchSize;
  let sampleCount = hyperparameters[member].sampleCount;
  let key = vec2u(epoch.firstWords[member / 4u][member % 4u], epoch.secondWords[member / 4u][member % 4u]);
  let firstOfEpoch = (epoch.firstGroup + group.x) * batchSize;
  let size = min(batchSize, sampleCount - firstOfEpoch);
  let first = member * members.samples + firstOfEpoch;
  let firstObservation = member * members.observations / 4u;
  var sum = 0.0;
  for (var row = local.x; row < size; row += THREADS) {
    let source = permuteIndex(firstOfEpoch + row, sampleCount, key);
    let transition = transitions[member * members.samples + source];
    let estimate = estimates[member * members.samples + source];
    for (var part = 0u; part < OBSERVATION_VECTORS; part++) {
      samples[first + row].observation[part] = observations[firstObservation + OBSERVATION_VECTORS * source + part];
    }
    samples[first + row].action = transition.x;
    samples[first + row].logProbability = transition.y;
    samples[first + row].advantage = estimate.x;
    samples[first + row].returned = estimate.y;
    samples[first + row].value = estimate.z;
    sum += estimate.x;
  }
  // Known to all threads alike, as the barriers below need it.
  if (hyperparameters[member].isNormalised == 0u || batchSize < 2u) {
    return;
  }
  let mean = total(sum, local.x) / f32(size);
  var squares = 0.0;
  for (var row = local.x; row < size; row += THREADS) {
    let deviation = samples[first + row].advantage - mean;
    squares += deviation * deviation;
  }
  let deviation = sqrt(total(squares, local.x) / f32(max(size, 2u) - 1u));
  // A single sample stays as it is, as in Stable-Baselines3.
  if (size > 1u) {
    for (var row = local.x; row < size; row += THREADS) {
      samples[first + row].advantage = (samples[first + row].advantage - mean) / (deviation + 1e-8);
    }
  }
}
