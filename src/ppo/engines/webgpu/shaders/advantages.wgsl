// Generalised advantage estimation (Schulman et al. 2016, eq. 16), backwards in time. A truncated episode would have gone on: what it
// would still have earned is the critic's guess (Pardo et al. 2018). With a baseline, its estimate is subtracted from the advantages.
//
// Threads may share an environment's steps. What a share makes of the estimate behind it is affine: so each first finds offset and
// factor for its own steps, then from those of the others what lies behind it, and goes through its steps once more.

@group(0) @binding(0) var<uniform> hyperparameters: array<Hyperparameters, MOST_MEMBERS>;
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
@group(0) @binding(7) var<uniform> members: Members;

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

// Steps of an environment of a member from one to another.
struct Share {
  member: u32,
  environment: u32,
  first: u32,
  last: u32,
  // One behind the last observation of the last episode that ends in these steps, in the member's `values`.
  finals: u32,
}

var<workgroup> endings: array<u32, ADVANTAGE_THREADS>;
var<workgroup> backwards: array<Backwards, ADVANTAGE_THREADS>;
var<workgroup> returns: array<Returns, ADVANTAGE_THREADS>;

@compute @workgroup_size(ADVANTAGE_THREADS)
fn advantages(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let member = memberOf(group.z);
  let together = ADVANTAGE_THREADS / shares;
  let column = local.x % together;
  let number = local.x / together;
  let environment = group.x * together + column;
  let count = hyperparameters[member].environments;
  let samples = hyperparameters[member].sampleCount;
  let isThere = environment < count;
  let steps = samples / count;
  let length = (steps + shares - 1u) / shares;
  let first = min(number * length, steps);
  var share = Share(member, environment, first, min(first + length, steps), 0u);
  if (isThere) {
    share.finals = samples + count + environment * finalsPerEnvironment +
      environments[member * members.environments + environment].finals;
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
    returnSums[member * members.environments + environment] = sums;
  }
}

fn countEndings(share: Share) -> u32 {
  let first = share.member * members.samples + share.environment;
  let stride = hyperparameters[share.member].environments;
  var count = 0u;
  for (var step = share.first; step < share.last; step++) {
    count += select(0u, 1u, transitions[first + step * stride].w > 0.0);
  }
  return count;
}

fn goBackwards(share: Share, behind: Backwards, isWritten: bool) -> Backwards {
  let gamma = hyperparameters[share.member].gamma;
  let discount = gamma * hyperparameters[share.member].gae_lambda;
  let count = hyperparameters[share.member].environments;
  let samples = hyperparameters[share.member].sampleCount;
  let firstSample = share.member * members.samples;
  let firstValue = share.member * members.values;
  let firstReward = share.member * members.observations + 2u * OBSERVATION_STRIDE * samples;
  let toBaseline = firstValue + samples + count * (1u + finalsPerEnvironment);
  var final_ = share.finals;
  var found = Backwards(behind.estimate, behind.baseline, 1.0);
  for (var step = share.last; step > share.first; step--) {
    let i = (step - 1u) * count + share.environment;
    let transition = transitions[firstSample + i];
    let ended = transition.w > 0.0;
    if (ended) {
      final_--;
    }
    // The sample of the next step, or what the environment shows now, lies a row of environments behind.
    let next = select(i + count, final_, ended);
    let value = values[firstValue + i];
    let delta = transition.z + gamma * values[firstValue + next] - value;
    found.estimate = delta + select(discount * found.estimate, 0.0, ended);
    if (hasBaseline) {
      let reward = observations[firstReward + i];
      let baselineDelta = reward + gamma * values[toBaseline + next] - values[toBaseline + i];
      found.baseline = baselineDelta + select(discount * found.baseline, 0.0, ended);
    }
    found.factor *= select(discount, 0.0, ended);
    if (isWritten) {
      estimates[firstSample + i] = vec4f(found.estimate - found.baseline, found.estimate + value, value, 0.0);
    }
  }
  return found;
}

fn followReturns(share: Share, before: f32) -> Returns {
  let gamma = hyperparameters[share.member].gamma;
  let first = share.member * members.samples + share.environment;
  let stride = hyperparameters[share.member].environments;
  var found = Returns(before, 1.0, vec2f(0.0));
  for (var step = share.first; step < share.last; step++) {
    let transition = transitions[first + step * stride];
    found.current = gamma * found.current + transition.z;
    found.sums += vec2f(found.current, found.current * found.current);
    let goesOn = 1.0 - transition.w;
    found.current *= goesOn;
    found.factor *= gamma * goesOn;
  }
  return found;
}
