// Generalised advantage estimation (Schulman et al. 2016, eq. 16), backwards in time: one environment in a thread. A
// truncated episode would have gone on: what it would still have earned is the critic's guess (Pardo et al. 2018). With a
// baseline, its estimate is subtracted from the advantages.

@group(0) @binding(0) var<uniform> hyperparameters: Hyperparameters;
@group(0) @binding(1) var<storage, read> transitions: array<vec4f>;
// Of all samples, then of what the environments show now, then of the episodes' last observations; then the baseline's.
@group(0) @binding(2) var<storage, read> values: array<f32>;
@group(0) @binding(3) var<storage, read> environments: array<Environment>;
// Advantage, return, value.
@group(0) @binding(4) var<storage, read_write> estimates: array<vec4f>;
// Of each environment: sum of the discounted returns at every step, and of their squares.
@group(0) @binding(5) var<storage, read_write> returnSums: array<vec2f>;
// The baseline's rewards lie behind both kinds of observations.
@group(0) @binding(6) var<storage, read> observations: array<f32>;

override finalsPerEnvironment: u32;
override hasBaseline: bool;

@compute @workgroup_size(ADVANTAGE_THREADS)
fn advantages(@builtin(global_invocation_id) id: vec3u) {
  let environment = id.x;
  let count = hyperparameters.environments;
  if (environment >= count) {
    return;
  }
  let samples = hyperparameters.sampleCount;
  let toBaseline = samples + count * (1u + finalsPerEnvironment);
  var final_ = samples + count + environment * finalsPerEnvironment +
    environments[environment].finals;
  var estimate = 0.0;
  var baseline = 0.0;
  for (var i = i32(samples - count + environment); i >= 0; i -= i32(count)) {
    let transition = transitions[i];
    let ended = transition.w > 0.0;
    if (ended) {
      final_--;
    }
    // The sample of the next step, or what the environment shows now, lies a row of environments behind.
    let next = select(u32(i) + count, final_, ended);
    estimate = backUp(transition.z, values[next], values[i], ended, estimate);
    if (hasBaseline) {
      let reward = observations[2u * OBSERVATION_STRIDE * samples + u32(i)];
      baseline = backUp(reward, values[toBaseline + next], values[toBaseline + u32(i)], ended, baseline);
    }
    estimates[i] = vec4f(estimate - baseline, estimate + values[i], values[i], 0.0);
  }
  returnSums[environment] = followReturns(environment);
}

fn backUp(reward: f32, nextValue: f32, value: f32, ended: bool, nextEstimate: f32) -> f32 {
  let delta = reward + hyperparameters.gamma * nextValue - value;
  return delta + select(hyperparameters.gamma * hyperparameters.gae_lambda * nextEstimate, 0.0, ended);
}

// The discounted return of the episode since the rollout began, for the statistics.
fn followReturns(environment: u32) -> vec2f {
  var current = 0.0;
  var sums = vec2f(0.0);
  for (var i = environment; i < hyperparameters.sampleCount; i += hyperparameters.environments) {
    let transition = transitions[i];
    current = hyperparameters.gamma * current + transition.z;
    sums += vec2f(current, current * current);
    current *= 1.0 - transition.w;
  }
  return sums;
}
