// Generalised advantage estimation (Schulman et al. 2016, eq. 16), backwards in time: one environment in a thread. A
// truncated episode would have gone on: what it would still have earned is the critic's guess (Pardo et al. 2018).

@group(0) @binding(0) var<uniform> hyperparameters: Hyperparameters;
@group(0) @binding(1) var<storage, read> transitions: array<vec4f>;
// Of all samples, then of what the environments show now, then of the episodes' last observations.
@group(0) @binding(2) var<storage, read> values: array<f32>;
@group(0) @binding(3) var<storage, read> environments: array<f32>;
// Advantage, return, value.
@group(0) @binding(4) var<storage, read_write> estimates: array<vec4f>;
// Of each environment: sum of the discounted returns at every step, and of their squares.
@group(0) @binding(5) var<storage, read_write> returnSums: array<vec2f>;

override environmentSize: u32;
override finalsPlace: u32;
override finalsPerEnvironment: u32;

@compute @workgroup_size(64)
fn advantages(@builtin(global_invocation_id) id: vec3u) {
  let environment = id.x;
  let count = hyperparameters.environments;
  if (environment >= count) {
    return;
  }
  let samples = hyperparameters.sampleCount;
  var final_ = samples + count + environment * finalsPerEnvironment +
    bitcast<u32>(environments[environment * environmentSize + finalsPlace]);
  var nextValue = values[samples + environment];
  var advantage = 0.0;
  for (var i = i32(samples - count + environment); i >= 0; i -= i32(count)) {
    let transition = transitions[i];
    let value = values[i];
    var reward = transition.z;
    if (transition.w > 0.0) {
      final_--;
      reward += hyperparameters.gamma * values[final_];
    }
    let goesOn = 1.0 - transition.w;
    let delta = reward + hyperparameters.gamma * nextValue * goesOn - value;
    advantage = delta + hyperparameters.gamma * hyperparameters.gaeLambda * goesOn * advantage;
    estimates[i] = vec4f(advantage, advantage + value, value, 0.0);
    nextValue = value;
  }
  returnSums[environment] = followReturns(environment);
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
