// Many actions of the policy in four environments: one workgroup, one dispatch. What an action meets is prepared while the
// network chooses it, by the last threads: they have the least to do there.

@group(0) @binding(0) var<uniform> architecture: Architecture;
@group(0) @binding(3) var<storage, read> network: array<vec4f>;
// As the networks see them. With a baseline, those of the uncontrolled building follow, and then its rewards.
@group(0) @binding(8) var<storage, read_write> observations: array<f32>;
// Action, log-probability, reward, end of the episode.
@group(0) @binding(9) var<storage, read_write> transitions: array<vec4f>;
@group(0) @binding(11) var<uniform> members: Members;

@compute @workgroup_size(THREADS)
fn collect(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  member = memberOf(group.z);
  run = rollout.runs[member];
  scales = scalesOf(member);
  let thread = local.x;
  let worker = THREADS - 1u - thread;
  let firstEnvironment = (rollout.firstGroup + group.x) * TOWER_ROWS;
  let rows = min(TOWER_ROWS, rollout.environments - firstEnvironment);
  // Which half of `structure` is up to date.
  var now = 0u;
  enter(firstEnvironment, rows, thread);
  workgroupBarrier();

  for (var step = 0u; ; step++) {
    let sample = (rollout.rolloutStep + step) * rollout.environments + firstEnvironment;
    if (step > 0u) {
      settle(firstEnvironment, sample - rollout.environments, rows, worker);
    }
    if (step == rollout.steps) {
      break;
    }
    show(sample, rows, thread);
    workgroupBarrier();
    let stageStep = run.stageStep + step * controlPeriod;
    if (shares > 1u) {
      now = chooseAndMove(now, firstEnvironment, sample, stageStep, rows, thread);
    } else {
      now = chooseThenMove(now, firstEnvironment, sample, stageStep, rows, thread);
    }
    respond(now, firstEnvironment, rows, worker);
    now = STRUCTURES - now;
    workgroupBarrier();
  }
  workgroupBarrier();
  leave(now, firstEnvironment, rows, thread);
}

// The network's output but for the head's last sum, and the steps of the building with no force beside its layers. Begins after
// a barrier and ends with one. Returns which half of `structure` is up to date.
fn chooseAndMove(before: u32, firstEnvironment: u32, sample: u32, stageStep: u32, rows: u32, thread: u32) -> u32 {
  let worker = THREADS - 1u - thread;
  let hiddenLayers = architecture.layersPerTower - 1u;
  // Two for each layer and one for the head; the building moves from the second on.
  let phases = max(2u * hiddenLayers, controlPeriod) + 1u;
  var now = before;
  for (var phase = 0u; phase < phases; phase++) {
    if (phase == 2u * hiddenLayers) {
      layOutHead(layerOf(hiddenLayers, member), thread);
    } else if (phase < 2u * hiddenLayers && phase % 2u == 0u) {
      let layer = layerOf(phase / 2u, member);
      layOut(layer, thread, layerSums(layer, thread));
    } else if (phase < 2u * hiddenLayers) {
      finishShared(layerOf(phase / 2u, member), thread);
    }
    if (phase == 0u) {
      prepare(firstEnvironment, sample, stageStep, rows, worker);
    } else if (phase <= controlPeriod) {
      moveFreely(now, phase - 1u, rows, worker);
      now = STRUCTURES - now;
    }
    workgroupBarrier();
  }
  return now;
}

// The same one after the other, where no sum is shared. An adapter that computes on the CPU hides nothing behind anything: one of
// them took a third longer with both beside each other.
fn chooseThenMove(before: u32, firstEnvironment: u32, sample: u32, stageStep: u32, rows: u32, thread: u32) -> u32 {
  let worker = THREADS - 1u - thread;
  let hiddenLayers = architecture.layersPerTower - 1u;
  var now = before;
  prepare(firstEnvironment, sample, stageStep, rows, worker);
  for (var i = 0u; i < hiddenLayers; i++) {
    let layer = layerOf(i, member);
    let sums = layerSums(layer, thread);
    workgroupBarrier();
    finishLayer(layer, thread, sums);
    workgroupBarrier();
  }
  layOutHead(layerOf(hiddenLayers, member), thread);
  for (var held = 0u; held < controlPeriod; held++) {
    moveFreely(now, held, rows, worker);
    now = STRUCTURES - now;
    workgroupBarrier();
  }
  return now;
}

// What the networks see, to the tile and to what is learnt from.
fn show(sample: u32, rows: u32, thread: u32) {
  for (var i = thread; i < TOWER_ROWS * OBSERVATION_VECTORS; i += THREADS) {
    let row = i / OBSERVATION_VECTORS;
    let entry = 4u * (i % OBSERVATION_VECTORS);
    let x = vec4f(seen(row, entry), seen(row, entry + 1u), seen(row, entry + 2u), seen(row, entry + 3u));
    tile[i] = x;
    if (row < rows) {
      let at = member * members.observations + OBSERVATION_STRIDE * sample + 4u * i;
      observations[at] = x.x;
      observations[at + 1u] = x.y;
      observations[at + 2u] = x.z;
      observations[at + 3u] = x.w;
    }
  }
}

fn recordBaseline(sample: u32, rows: u32, worker: u32) {
  let first = member * members.observations;
  for (var i = worker; i < TOWER_ROWS * OBSERVATION_STRIDE; i += THREADS) {
    let row = i % TOWER_ROWS;
    let entry = i / TOWER_ROWS;
    if (row < rows) {
      let place = uncontrolledPlace(row, episodes[row].step);
      let amplitude = episodes[row].amplitude;
      observations[first + OBSERVATION_STRIDE * (rollout.samples + sample + row) + entry] =
        seenUncontrolled(place, amplitude, entry);
      if (entry == 0u) {
        let reward = costOf(amplitude / unitOf(row)) * ground[place + OBSERVATION_SIZE];
        observations[first + 2u * OBSERVATION_STRIDE * rollout.samples + sample + row] = rewardScaleAt(scales) * reward;
      }
    }
  }
}

// What the action does, once the network has chosen it. Between it and `prepare` there is a barrier.
fn respond(now: u32, firstEnvironment: u32, rows: u32, worker: u32) {
  let logStd = network[(member * members.network + architecture.logStd) / 4u].x;
  let means = headOutput(layerOf(architecture.layersPerTower - 1u, member));
  let actions = means + exp(logStd) * vec4f(actionNoises[0], actionNoises[1], actionNoises[2], actionNoises[3]);
  for (var i = worker; i < TOWER_ROWS * (DEGREES_OF_FREEDOM + OBSERVATION_SIZE + controlPeriod); i += THREADS) {
    let row = i % TOWER_ROWS;
    if (row < rows) {
      respondWith(now, i / TOWER_ROWS, row, actions[row]);
    }
  }
  if (worker < rows) {
    let action = actions[worker];
    let z = (action - means[worker]) * exp(-logStd);
    chosen[worker] = vec2f(action, -0.5 * z * z - logStd - LOG_SQRT_2_PI);
    noteEnd(firstEnvironment, worker);
  }
}
