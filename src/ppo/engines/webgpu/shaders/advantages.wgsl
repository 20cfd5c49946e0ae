// Generalised advantage estimation (Schulman et al. 2016, eq. 16), backwards in time. A truncated episode would have gone on: what it
// would still have earned is the critic's guess (Pardo et al. 2018). With a baseline, its estimate is subtracted from the advantages.
//
// Threads may share an environment's steps. What a share makes of the estimate behind it is affine: so each first finds offset and
// factor for its own steps, then from those of the others what lies behind it, and goes through its steps once more.

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
// Threads of an environment, a divisor of all.
override shares: u32 = 1u;

struct Backwards {
  estimate: f32,
  baseline: f32,
  // By which both take in what lies behind.
  factor: f32,
}

// The discounted return of the episode since the rollout began, for the statistics.
struct Returns {
  current: f32,
  // By which it takes in what lies before.
  factor: f32,
  sums: vec2f,
}

// Steps of an environment from one to another.
struct Share {
  environment: u32,
  first: u32,
  last: u32,
  // One behind the last observation of the last episode that ends in these steps, in `values`.
  finals: u32,
}

var<workgroup> endings: array<u32, ADVANTAGE_THREADS>;
var<workgroup> backwards: array<Backwards, ADVANTAGE_THREADS>;
var<workgroup> returns: array<Returns, ADVANTAGE_THREADS>;

@compute @workgroup_size(ADVANTAGE_THREADS)
fn advantages(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let together = ADVANTAGE_THREADS / shares;
  let column = local.x % together;
  let number = local.x / together;
  let environment = group.x * together + column;
  let isThere = environment < hyperparameters.environments;
  let steps = hyperparameters.sampleCount / hyperparameters.environments;
  let length = (steps + shares - 1u) / shares;
  let first = min(number * length, steps);
  var share = Share(environment, first, min(first + length, steps), 0u);
  if (isThere) {
    share.finals = hyperparameters.sampleCount + hyperparameters.environments +
      environment * finalsPerEnvironment + environments[environment].finals;
  }
  var behind = Backwards();
  var before = Returns();
  if (shares > 1u) {
    if (isThere) {
      endings[local.x] = countEndings(share);
    }
    workgroupBarrier();
    for (var other = number + 1u; other < shares; other++) {
      share.finals -= select(0u, endings[other * together + column], isThere);
    }
    if (isThere) {
      backwards[local.x] = goBackwards(share, behind, false);
      returns[local.x] = followReturns(share, 0.0);
    }
    workgroupBarrier();
    for (var other = shares - 1u; other > number; other--) {
      let next = backwards[other * together + column];
      behind.estimate = next.estimate + next.factor * behind.estimate;
      behind.baseline = next.baseline + next.factor * behind.baseline;
    }
    for (var other = 0u; other < number; other++) {
      let next = returns[other * together + column];
      before.current = next.current + next.factor * before.current;
    }
    workgroupBarrier();
  }
  if (isThere) {
    _ = goBackwards(share, behind, true);
    returns[local.x] = followReturns(share, before.current);
  }
  workgroupBarrier();
  if (isThere && number == 0u) {
    var sums = vec2f(0.0);
    for (var other = 0u; other < shares; other++) {
      sums += returns[other * together + column].sums;
    }
    returnSums[environment] = sums;
  }
}

fn countEndings(share: Share) -> u32 {
  var count = 0u;
  for (var step = share.first; step < share.last; step++) {
    count += select(0u, 1u, transitions[step * hyperparameters.environments + share.environment].w > 0.0);
  }
  return count;
}

fn goBackwards(share: Share, behind: Backwards, isWritten: bool) -> Backwards {
  let count = hyperparameters.environments;
  let samples = hyperparameters.sampleCount;
  let toBaseline = samples + count * (1u + finalsPerEnvironment);
  var final_ = share.finals;
  var found = Backwards(behind.estimate, behind.baseline, 1.0);
  for (var step = share.last; step > share.first; step--) {
    let i = (step - 1u) * count + share.environment;
    let transition = transitions[i];
    let ended = transition.w > 0.0;
    if (ended) {
      final_--;
    }
    // The sample of the next step, or what the environment shows now, lies a row of environments behind.
    let next = select(i + count, final_, ended);
    found.estimate = backUp(transition.z, values[next], values[i], ended, found.estimate);
    if (hasBaseline) {
      let reward = observations[2u * OBSERVATION_STRIDE * samples + i];
      found.baseline = backUp(reward, values[toBaseline + next], values[toBaseline + i], ended, found.baseline);
    }
    found.factor *= select(hyperparameters.gamma * hyperparameters.gae_lambda, 0.0, ended);
    if (isWritten) {
      estimates[i] = vec4f(found.estimate - found.baseline, found.estimate + values[i], values[i], 0.0);
    }
  }
  return found;
}

fn backUp(reward: f32, nextValue: f32, value: f32, ended: bool, nextEstimate: f32) -> f32 {
  let delta = reward + hyperparameters.gamma * nextValue - value;
  return delta + select(hyperparameters.gamma * hyperparameters.gae_lambda * nextEstimate, 0.0, ended);
}

fn followReturns(share: Share, before: f32) -> Returns {
  var found = Returns(before, 1.0, vec2f(0.0));
  for (var step = share.first; step < share.last; step++) {
    let transition = transitions[step * hyperparameters.environments + share.environment];
    found.current = hyperparameters.gamma * found.current + transition.z;
    found.sums += vec2f(found.current, found.current * found.current);
    let goesOn = 1.0 - transition.w;
    found.current *= goesOn;
    found.factor *= hyperparameters.gamma * goesOn;
  }
  return found;
}
