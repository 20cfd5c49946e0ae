// Many actions of the policy in four environments: one workgroup, one dispatch. Each time it observes, chooses an action,
// and moves the building by its affine step map for as long as the action is held.

@group(0) @binding(0) var<uniform> architecture: Architecture;
@group(0) @binding(3) var<storage, read> network: array<vec4f>;
// As the networks see them. With a baseline, those of the uncontrolled building follow, and then its rewards.
@group(0) @binding(8) var<storage, read_write> observations: array<f32>;
// Action, log-probability, reward, end of the episode.
@group(0) @binding(9) var<storage, read_write> transitions: array<vec4f>;
@group(0) @binding(11) var<uniform> scales: Scales;

var<workgroup> actions: array<f32, TOWER_ROWS>;

@compute @workgroup_size(THREADS)
fn collect(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let thread = local.x;
  let firstEnvironment = (rollout.firstGroup + group.x) * TOWER_ROWS;
  let rows = min(TOWER_ROWS, rollout.environments - firstEnvironment);
  let hiddenLayers = architecture.layersPerTower - 1u;
  enter(firstEnvironment, rows, thread);
  workgroupBarrier();

  for (var step = 0u; step < rollout.steps; step++) {
    let firstSample = (rollout.rolloutStep + step) * rollout.environments + firstEnvironment;
    let stageStep = rollout.stageStep + step * rollout.controlPeriod;
    for (var i = thread; i < TOWER_ROWS * OBSERVATION_VECTORS; i += THREADS) {
      let row = i / OBSERVATION_VECTORS;
      let entry = 4u * (i % OBSERVATION_VECTORS);
      let x = vec4f(seen(row, entry), seen(row, entry + 1u), seen(row, entry + 2u), seen(row, entry + 3u));
      tile[i] = x;
      if (row < rows) {
        let at = OBSERVATION_STRIDE * firstSample + 4u * i;
        observations[at] = x.x;
        observations[at + 1u] = x.y;
        observations[at + 2u] = x.z;
        observations[at + 3u] = x.w;
      }
    }
    workgroupBarrier();
    for (var l = 0u; l < hiddenLayers; l++) {
      forwardLayer(architecture.layers[l], thread);
    }
    headPartials(architecture.layers[hiddenLayers], thread);
    workgroupBarrier();
    if (thread < rows) {
      act(firstEnvironment + thread, firstSample + thread, thread, stageStep, architecture.layers[hiddenLayers]);
      if (rollout.hasBaseline == 1u) {
        recordBaseline(firstEnvironment + thread, firstSample + thread);
      }
    }
    for (var held = 0u; held < rollout.controlPeriod; held++) {
      moveBuildings(firstEnvironment, firstSample, rows, thread, stageStep + held);
    }
    if (thread < rows) {
      transitions[firstSample + thread].z = scales.reward * earned[thread];
      transitions[firstSample + thread].w = f32(isOver[thread]);
      observe(firstEnvironment + thread, thread, stageStep + rollout.controlPeriod);
      if (rollout.hasBaseline == 1u) {
        observeUncontrolled(firstEnvironment + thread);
      }
    }
    workgroupBarrier();
  }
  leave(firstEnvironment, rows, thread);
}

// One step of the four buildings; ends with a barrier.
fn moveBuildings(firstEnvironment: u32, firstSample: u32, rows: u32, thread: u32, stageStep: u32) {
  if (thread < rows && isOver[thread] == 0u) {
    push(firstEnvironment + thread, thread, actions[thread], stageStep);
  }
  workgroupBarrier();
  for (var i = thread; i < rows * DEGREES_OF_FREEDOM; i += THREADS) {
    if (isOver[i / DEGREES_OF_FREEDOM] == 0u) {
      accelerations[i] = acceleration(i / DEGREES_OF_FREEDOM, i % DEGREES_OF_FREEDOM);
    }
  }
  workgroupBarrier();
  for (var i = thread; i < rows * DEGREES_OF_FREEDOM; i += THREADS) {
    if (isOver[i / DEGREES_OF_FREEDOM] == 0u) {
      advance(i / DEGREES_OF_FREEDOM, i % DEGREES_OF_FREEDOM, accelerations[i]);
    }
  }
  workgroupBarrier();
  if (thread < rows && isOver[thread] == 0u) {
    finishStep(firstEnvironment + thread, firstSample + thread, thread, stageStep + 1u);
  }
  workgroupBarrier();
}

fn recordBaseline(environment: u32, sample: u32) {
  for (var i = 0u; i < OBSERVATION_STRIDE; i++) {
    observations[OBSERVATION_STRIDE * (rollout.samples + sample) + i] = seenUncontrolled(environment, i);
  }
  observations[2u * OBSERVATION_STRIDE * rollout.samples + sample] = scales.reward * uncontrolledReward(environment);
}

// Samples an action.
fn act(environment: u32, sample: u32, row: u32, stageStep: u32, head: Layer) {
  let mean = headOutput(head, row);
  let logStd = network[architecture.logStd / 4u].x;
  let noise = normal(ACTION_NOISE, stageStep, environment);
  let action = mean + exp(logStd) * noise;
  let z = (action - mean) * exp(-logStd);
  transitions[sample] = vec4f(action, -0.5 * z * z - logStd - LOG_SQRT_2_PI, 0.0, 0.0);
  actions[row] = action;
  earned[row] = 0.0;
  isOver[row] = 0u;
}

fn enter(firstEnvironment: u32, rows: u32, thread: u32) {
  for (var i = thread; i < rows * STATE_SIZE; i += THREADS) {
    structure[(i / STATE_SIZE) * STRUCTURE_STRIDE + i % STATE_SIZE] =
      environments[firstEnvironment + i / STATE_SIZE].structure[i % STATE_SIZE];
  }
  for (var i = thread; i < rows * OBSERVATION_STRIDE; i += THREADS) {
    observed[i] = environments[firstEnvironment + i / OBSERVATION_STRIDE].observation[i % OBSERVATION_STRIDE];
  }
  if (thread < rows) {
    episodeReturns[thread] = environments[firstEnvironment + thread].episodeReturn;
    if (rollout.rolloutStep == 0u) {
      environments[firstEnvironment + thread].finals = 0u;
    }
  }
}

fn leave(firstEnvironment: u32, rows: u32, thread: u32) {
  for (var i = thread; i < rows * STATE_SIZE; i += THREADS) {
    environments[firstEnvironment + i / STATE_SIZE].structure[i % STATE_SIZE] =
      structure[(i / STATE_SIZE) * STRUCTURE_STRIDE + i % STATE_SIZE];
  }
  for (var i = thread; i < rows * OBSERVATION_STRIDE; i += THREADS) {
    environments[firstEnvironment + i / OBSERVATION_STRIDE].observation[i % OBSERVATION_STRIDE] = observed[i];
  }
  if (thread < rows) {
    environments[firstEnvironment + thread].episodeReturn = episodeReturns[thread];
  }
}
