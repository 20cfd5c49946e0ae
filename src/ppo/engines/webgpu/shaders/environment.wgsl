// The building of each environment in workgroup memory: actuator, step map, reward, end of the episode, sensors.

@group(0) @binding(1) var<uniform> rollout: Rollout;
@group(0) @binding(2) var<uniform> dynamics: Dynamics;
// Ground accelerations of all records, m/s2, one after the other; then for every control period of each record what the
// uncontrolled building shows and earns (`UNCONTROLLED_SIZE` entries), and what it shows at the end.
@group(0) @binding(4) var<storage, read> ground: array<f32>;
@group(0) @binding(5) var<storage, read> records: array<GroundRecord>;
@group(0) @binding(6) var<storage, read_write> environments: array<Environment>;
@group(0) @binding(7) var<storage, read_write> delayedActions: array<f32>;
@group(0) @binding(10) var<storage, read_write> finals: array<Final>;

override timeStep: f32;
override newmarkBeta: f32;
override newmarkGamma: f32;
override roof: u32;

var<workgroup> structure: array<f32, TOWER_ROWS * STRUCTURE_STRIDE>;
var<workgroup> accelerations: array<f32, TOWER_ROWS * DEGREES_OF_FREEDOM>;
var<workgroup> forces: array<f32, TOWER_ROWS>;
var<workgroup> groundNow: array<f32, TOWER_ROWS>;
// What the sensors say, in SI units, and zeros.
var<workgroup> observed: array<f32, TOWER_ROWS * OBSERVATION_STRIDE>;
var<workgroup> episodeReturns: array<f32, TOWER_ROWS>;
// Rewards of the action in progress.
var<workgroup> earned: array<f32, TOWER_ROWS>;
// 1 where the episode ended within the control period: the rest of it passes at rest.
var<workgroup> isOver: array<u32, TOWER_ROWS>;

// The force and the ground acceleration of a step.
fn push(environment: u32, row: u32, action: f32, stageStep: u32) {
  var wanted = clamp(action, -1.0, 1.0);
  if (rollout.actuator_noise_std > 0.0) {
    wanted = clamp(wanted + rollout.actuator_noise_std * normal(ACTUATOR_NOISE, stageStep, environment), -1.0, 1.0);
  }
  forces[row] = rollout.forceLimit * delay(environment, wanted);
  let now = ground[records[environments[environment].record].place + environments[environment].recordStep];
  groundNow[row] = environments[environment].amplitude * now;
}

// Puts the action at the end of the queue to the actuator and takes the oldest.
fn delay(environment: u32, wanted: f32) -> f32 {
  let length = rollout.latencySteps;
  if (length == 0u) {
    return wanted;
  }
  let first = environment * length;
  let acting = delayedActions[first];
  for (var i = 1u; i < length; i++) {
    delayedActions[first + i - 1u] = delayedActions[first + i];
  }
  delayedActions[first + length - 1u] = wanted;
  return acting;
}

fn acceleration(row: u32, degree: u32) -> f32 {
  let response = dynamics.response[degree];
  var sum = response.x * forces[row] + response.y * groundNow[row];
  for (var i = 0u; i < STRUCTURE_STRIDE / 4u; i++) {
    let base = row * STRUCTURE_STRIDE + 4u * i;
    let x = vec4f(structure[base], structure[base + 1u], structure[base + 2u], structure[base + 3u]);
    sum += dot(dynamics.map[degree * (STRUCTURE_STRIDE / 4u) + i], x);
  }
  return sum;
}

// Displacement and velocity follow from the acceleration by Newmark's formulas.
fn advance(row: u32, degree: u32, acceleration: f32) {
  let displacement = row * STRUCTURE_STRIDE + degree;
  let velocity = displacement + DEGREES_OF_FREEDOM;
  let before = structure[velocity + DEGREES_OF_FREEDOM];
  let oldVelocity = structure[velocity];
  structure[velocity + DEGREES_OF_FREEDOM] = acceleration;
  structure[velocity] = oldVelocity + timeStep * ((1.0 - newmarkGamma) * before + newmarkGamma * acceleration);
  structure[displacement] += timeStep * oldVelocity +
    timeStep * timeStep * ((0.5 - newmarkBeta) * before + newmarkBeta * acceleration);
}

// @param stageStep after the step
fn finishStep(environment: u32, sample: u32, row: u32, stageStep: u32) {
  let record = records[environments[environment].record];
  let displacement = structure[row * STRUCTURE_STRIDE + roof];
  let velocity = structure[row * STRUCTURE_STRIDE + DEGREES_OF_FREEDOM + roof];
  let motion = (abs(displacement) + rollout.velocity_weight * abs(velocity)) / unitOf(environment);
  let reward = -record.rewardScale * costOf(motion) - strokeCost(row);
  let recordStep = environments[environment].recordStep + 1u;
  earned[row] += reward;
  episodeReturns[row] += reward;
  environments[environment].recordStep = recordStep;
  if (recordStep == record.length) {
    isOver[row] = 1u;
    observe(environment, row, stageStep);
    endEpisode(environment, sample, row, stageStep, recordStep);
  }
}

// Of a stroke beyond its limit.
fn strokeCost(row: u32) -> f32 {
  let base = row * STRUCTURE_STRIDE;
  let stroke = structure[base + rollout.damper] - structure[base + rollout.damperStandsOn];
  return rollout.stroke_weight * max(0.0, abs(stroke) * rollout.inverseStrokeLimit - 1.0);
}

// What the reward measures the motion in.
fn unitOf(environment: u32) -> f32 {
  return select(1.0, environments[environment].amplitude, rollout.rewardIsRelative == 1u);
}

// To the exponent of the reward.
fn costOf(base: f32) -> f32 {
  var result = base;
  for (var i = 1u; i < rollout.rewardExponent; i++) {
    result *= base;
  }
  return result;
}

fn endEpisode(environment: u32, sample: u32, row: u32, stageStep: u32, length: u32) {
  let place = environment * rollout.finalsPerEnvironment + environments[environment].finals;
  for (var i = 0u; i < OBSERVATION_STRIDE; i++) {
    finals[place].observation[i] = seen(row, i);
  }
  if (rollout.hasBaseline == 1u) {
    observeUncontrolled(environment);
    for (var i = 0u; i < OBSERVATION_STRIDE; i++) {
      finals[place].uncontrolled[i] = seenUncontrolled(environment, i);
    }
  }
  finals[place].sample = sample;
  finals[place].episodeReturn = episodeReturns[row];
  finals[place].length = length;
  environments[environment].finals++;
  let counter = vec2u(stageStep, environment);
  let word = threefry2x32(streamKey(rollout.seed, rollout.stage, RECORD_DRAW), counter).x;
  environments[environment].record = integerOf(word, rollout.records);
  let drawn = threefry2x32(streamKey(rollout.seed, rollout.stage, RECORD_AMPLITUDE), counter).x;
  environments[environment].amplitude = 1.0 + rollout.amplitude_spread * (2.0 * uniformOf(drawn) - 1.0);
  environments[environment].recordStep = 0u;
  episodeReturns[row] = 0.0;
  for (var i = 0u; i < STATE_SIZE; i++) {
    structure[row * STRUCTURE_STRIDE + i] = 0.0;
  }
  for (var i = 0u; i < rollout.latencySteps; i++) {
    delayedActions[environment * rollout.latencySteps + i] = 0.0;
  }
}

// Place of the uncontrolled response in the period that begins, or at the end of the record.
fn uncontrolledPlace(environment: u32) -> u32 {
  let period = (environments[environment].recordStep + rollout.controlPeriod - 1u) / rollout.controlPeriod;
  return records[environments[environment].record].uncontrolled + UNCONTROLLED_SIZE * period;
}

fn observeUncontrolled(environment: u32) {
  let place = uncontrolledPlace(environment);
  for (var i = 0u; i < OBSERVATION_SIZE; i++) {
    environments[environment].uncontrolled[i] = environments[environment].amplitude * ground[place + i];
  }
}

// An entry of an environment's observation as the networks see it.
fn seen(row: u32, entry: u32) -> f32 {
  var sum = 0.0;
  for (var part = 0u; part < OBSERVATION_VECTORS; part++) {
    let at = OBSERVATION_STRIDE * row + 4u * part;
    let x = vec4f(observed[at], observed[at + 1u], observed[at + 2u], observed[at + 3u]);
    sum += contribution(x, part, entry);
  }
  return sum;
}

fn seenUncontrolled(environment: u32, entry: u32) -> f32 {
  var sum = 0.0;
  for (var part = 0u; part < OBSERVATION_VECTORS; part++) {
    let at = 4u * part;
    let x = vec4f(
      environments[environment].uncontrolled[at],
      environments[environment].uncontrolled[at + 1u],
      environments[environment].uncontrolled[at + 2u],
      environments[environment].uncontrolled[at + 3u],
    );
    sum += contribution(x, part, entry);
  }
  return sum;
}

fn uncontrolledReward(environment: u32) -> f32 {
  return costOf(environments[environment].amplitude / unitOf(environment)) *
    ground[uncontrolledPlace(environment) + OBSERVATION_SIZE];
}

// What the sensors say: multiplicative noise, then dropout.
fn observe(environment: u32, row: u32, stageStep: u32) {
  for (var entry = 0u; entry < OBSERVATION_SIZE; entry++) {
    let index = OBSERVATION_SIZE * environment + entry;
    var value = structure[row * STRUCTURE_STRIDE + dynamics.observed[entry / 4u][entry % 4u]];
    if (rollout.sensor_noise_std > 0.0) {
      value *= 1.0 + rollout.sensor_noise_std * normal(SENSOR_NOISE, stageStep, index);
    }
    if (rollout.sensor_dropout > 0.0) {
      let key = streamKey(rollout.seed, rollout.stage, SENSOR_DROPOUT);
      if (uniformOf(threefry2x32(key, vec2u(stageStep, index)).x) < rollout.sensor_dropout) {
        value = 0.0;
      }
    }
    observed[OBSERVATION_STRIDE * row + entry] = value;
  }
}

fn normal(purpose: u32, position: u32, index: u32) -> f32 {
  return normalOf(threefry2x32(streamKey(rollout.seed, rollout.stage, purpose), vec2u(position, index)));
}
