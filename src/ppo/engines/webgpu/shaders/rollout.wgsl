// Many steps of the policy in four environments: one workgroup, one dispatch. Each step observes, chooses an action,
// moves the building by its affine step map, rewards, and starts the next episode where a record ended.

struct Rollout {
  seed: u32,
  stage: u32,
  // Steps since the stage began, and since the rollout began.
  stageStep: u32,
  rolloutStep: u32,
  steps: u32,
  environments: u32,
  records: u32,
  latencySteps: u32,
  finalsPerEnvironment: u32,
  // Newtons.
  forceLimit: f32,
  actuatorNoise: f32,
  sensorNoise: f32,
  sensorDropout: f32,
}

const DEGREES_OF_FREEDOM = 13u;
const STATE_SIZE = 39u;

// Rows of the step map that give the accelerations, padded to forty columns, and their responses to force and ground.
struct Dynamics {
  map: array<vec4f, 130>,
  response: array<vec4f, 13>,
}

struct Environment {
  structure: array<f32, 39>,
  episodeReturn: f32,
  observation: array<f32, 8>,
  record: u32,
  recordStep: u32,
  // Episodes that ended in this rollout.
  finals: u32,
}

// The last observation of an episode and what it earned.
struct Final {
  observation: array<f32, 8>,
  sample: u32,
  episodeReturn: f32,
  length: u32,
}

@group(0) @binding(0) var<uniform> architecture: Architecture;
@group(0) @binding(1) var<uniform> rollout: Rollout;
@group(0) @binding(2) var<uniform> dynamics: Dynamics;
@group(0) @binding(3) var<storage, read> network: array<vec4f>;
// Ground accelerations of all records, m/s2, one after the other.
@group(0) @binding(4) var<storage, read> ground: array<f32>;
// Of each record: place in `ground`, length, bits of the reward scale.
@group(0) @binding(5) var<storage, read> records: array<vec4u>;
@group(0) @binding(6) var<storage, read_write> environments: array<Environment>;
@group(0) @binding(7) var<storage, read_write> delayedActions: array<f32>;
@group(0) @binding(8) var<storage, read_write> observations: array<f32>;
// Action, log-probability, reward, end of the episode.
@group(0) @binding(9) var<storage, read_write> transitions: array<vec4f>;
@group(0) @binding(10) var<storage, read_write> finals: array<Final>;

override timeStep: f32;
override newmarkBeta: f32;
override newmarkGamma: f32;
override velocityWeight: f32;
override roof: u32;
var<workgroup> structure: array<f32, 160>;
var<workgroup> accelerations: array<f32, 52>;
var<workgroup> forces: array<f32, ROWS>;
var<workgroup> groundNow: array<f32, ROWS>;
var<workgroup> observed: array<f32, 32>;
var<workgroup> episodeReturns: array<f32, ROWS>;

override observed0: u32;
override observed1: u32;
override observed2: u32;
override observed3: u32;
override observed4: u32;
override observed5: u32;
override observed6: u32;
override observed7: u32;

@compute @workgroup_size(THREADS)
fn collect(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let thread = local.x;
  let firstEnvironment = group.x * ROWS;
  let rows = min(ROWS, rollout.environments - firstEnvironment);
  let hiddenLayers = architecture.layersPerTower - 1u;

  for (var i = thread; i < rows * STATE_SIZE; i += THREADS) {
    structure[(i / STATE_SIZE) * 40u + i % STATE_SIZE] =
      environments[firstEnvironment + i / STATE_SIZE].structure[i % STATE_SIZE];
  }
  if (thread < rows * 8u) {
    observed[thread] = environments[firstEnvironment + thread / 8u].observation[thread % 8u];
  }
  if (thread < rows) {
    episodeReturns[thread] = environments[firstEnvironment + thread].episodeReturn;
    if (rollout.rolloutStep == 0u) {
      environments[firstEnvironment + thread].finals = 0u;
    }
  }
  workgroupBarrier();

  for (var step = 0u; step < rollout.steps; step++) {
    let firstSample = (rollout.rolloutStep + step) * rollout.environments + firstEnvironment;
    let stageStep = rollout.stageStep + step;
    if (thread < rows * 8u) {
      observations[8u * (firstSample + thread / 8u) + thread % 8u] = observed[thread];
    }
    if (thread < 2u * ROWS) {
      front[thread] = vec4f(
        observed[4u * thread],
        observed[4u * thread + 1u],
        observed[4u * thread + 2u],
        observed[4u * thread + 3u],
      );
    }
    workgroupBarrier();
    for (var l = 0u; l < hiddenLayers; l++) {
      forwardLayer(architecture.layers[l], l % 2u == 0u, thread);
      workgroupBarrier();
    }
    headPartials(architecture.layers[hiddenLayers], hiddenLayers % 2u == 0u, thread);
    workgroupBarrier();
    if (thread < rows) {
      act(firstEnvironment + thread, firstSample + thread, thread, stageStep, architecture.layers[hiddenLayers]);
    }
    workgroupBarrier();
    if (thread < rows * DEGREES_OF_FREEDOM) {
      accelerations[thread] = acceleration(thread / DEGREES_OF_FREEDOM, thread % DEGREES_OF_FREEDOM);
    }
    workgroupBarrier();
    if (thread < rows * DEGREES_OF_FREEDOM) {
      advance(thread / DEGREES_OF_FREEDOM, thread % DEGREES_OF_FREEDOM, accelerations[thread]);
    }
    workgroupBarrier();
    if (thread < rows) {
      finishStep(firstEnvironment + thread, firstSample + thread, thread, stageStep + 1u);
    }
    workgroupBarrier();
  }

  for (var i = thread; i < rows * STATE_SIZE; i += THREADS) {
    environments[firstEnvironment + i / STATE_SIZE].structure[i % STATE_SIZE] =
      structure[(i / STATE_SIZE) * 40u + i % STATE_SIZE];
  }
  if (thread < rows * 8u) {
    environments[firstEnvironment + thread / 8u].observation[thread % 8u] = observed[thread];
  }
  if (thread < rows) {
    environments[firstEnvironment + thread].episodeReturn = episodeReturns[thread];
  }
}

// The sampled action, and the force and ground acceleration of the step.
fn act(environment: u32, sample: u32, row: u32, stageStep: u32, head: Layer) {
  let mean = headOutput(head, row);
  let logStd = network[architecture.logStd / 4u].x;
  let noise = normal(ACTION_NOISE, stageStep, environment);
  let action = mean + exp(logStd) * noise;
  let z = (action - mean) * exp(-logStd);
  transitions[sample] = vec4f(action, -0.5 * z * z - logStd - 0.9189385332046727, 0.0, 0.0);
  var wanted = clamp(action, -1.0, 1.0);
  if (rollout.actuatorNoise > 0.0) {
    wanted = clamp(wanted + rollout.actuatorNoise * normal(ACTUATOR_NOISE, stageStep, environment), -1.0, 1.0);
  }
  forces[row] = rollout.forceLimit * delay(environment, wanted);
  groundNow[row] = ground[records[environments[environment].record].x + environments[environment].recordStep];
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
  for (var i = 0u; i < 10u; i++) {
    let base = row * 40u + 4u * i;
    let x = vec4f(structure[base], structure[base + 1u], structure[base + 2u], structure[base + 3u]);
    sum += dot(dynamics.map[degree * 10u + i], x);
  }
  return sum;
}

// Displacement and velocity follow from the acceleration by Newmark's formulas.
fn advance(row: u32, degree: u32, acceleration: f32) {
  let displacement = row * 40u + degree;
  let velocity = displacement + DEGREES_OF_FREEDOM;
  let before = structure[velocity + DEGREES_OF_FREEDOM];
  let oldVelocity = structure[velocity];
  structure[velocity + DEGREES_OF_FREEDOM] = acceleration;
  structure[velocity] = oldVelocity + timeStep * ((1.0 - newmarkGamma) * before + newmarkGamma * acceleration);
  structure[displacement] += timeStep * oldVelocity +
    timeStep * timeStep * ((0.5 - newmarkBeta) * before + newmarkBeta * acceleration);
}

fn finishStep(environment: u32, sample: u32, row: u32, stageStep: u32) {
  let record = records[environments[environment].record];
  let displacement = structure[row * 40u + roof];
  let velocity = structure[row * 40u + DEGREES_OF_FREEDOM + roof];
  let reward = -bitcast<f32>(record.z) * (abs(displacement) + velocityWeight * abs(velocity));
  transitions[sample].z = reward;
  episodeReturns[row] += reward;
  let recordStep = environments[environment].recordStep + 1u;
  environments[environment].recordStep = recordStep;
  if (recordStep == record.y) {
    observe(environment, row, stageStep);
    endEpisode(environment, sample, row, stageStep, recordStep);
  }
  observe(environment, row, stageStep);
}

fn endEpisode(environment: u32, sample: u32, row: u32, stageStep: u32, length: u32) {
  transitions[sample].w = 1.0;
  let place = environment * rollout.finalsPerEnvironment + environments[environment].finals;
  for (var i = 0u; i < 8u; i++) {
    finals[place].observation[i] = observed[8u * row + i];
  }
  finals[place].sample = sample;
  finals[place].episodeReturn = episodeReturns[row];
  finals[place].length = length;
  environments[environment].finals++;
  let word = threefry2x32(streamKey(rollout.seed, rollout.stage, RECORD_DRAW), vec2u(stageStep, environment)).x;
  environments[environment].record = integerOf(word, rollout.records);
  environments[environment].recordStep = 0u;
  episodeReturns[row] = 0.0;
  for (var i = 0u; i < STATE_SIZE; i++) {
    structure[row * 40u + i] = 0.0;
  }
  for (var i = 0u; i < rollout.latencySteps; i++) {
    delayedActions[environment * rollout.latencySteps + i] = 0.0;
  }
}

// What the sensors say: multiplicative noise, then dropout.
fn observe(environment: u32, row: u32, stageStep: u32) {
  let places = array<u32, 8>(
    observed0, observed1, observed2, observed3, observed4, observed5, observed6, observed7,
  );
  for (var entry = 0u; entry < 8u; entry++) {
    let index = 8u * environment + entry;
    var value = structure[row * 40u + places[entry]];
    if (rollout.sensorNoise > 0.0) {
      value *= 1.0 + rollout.sensorNoise * normal(SENSOR_NOISE, stageStep, index);
    }
    if (rollout.sensorDropout > 0.0) {
      let key = streamKey(rollout.seed, rollout.stage, SENSOR_DROPOUT);
      if (uniformOf(threefry2x32(key, vec2u(stageStep, index)).x) < rollout.sensorDropout) {
        value = 0.0;
      }
    }
    observed[8u * row + entry] = value;
  }
}

fn normal(purpose: u32, position: u32, index: u32) -> f32 {
  return normalOf(threefry2x32(streamKey(rollout.seed, rollout.stage, purpose), vec2u(position, index)));
}
