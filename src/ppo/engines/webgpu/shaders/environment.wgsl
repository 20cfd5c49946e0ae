// The buildings of four environments in workgroup memory. They are linear: how they would move with no force in this control
// period is known before its action is, and what the action adds is a sum over the steps. Then reward, end of the episode,
// sensors. Neighbouring threads take the four environments of one degree of freedom, or of one entry of the observation.

@group(0) @binding(1) var<uniform> rollout: Rollout;
@group(0) @binding(2) var<uniform> dynamics: Dynamics;
// Ground accelerations of all records, m/s2, one after the other; then for every control period of each record what the
// uncontrolled building shows and earns (`UNCONTROLLED_SIZE` entries), and what it shows at the end.
@group(0) @binding(4) var<storage, read> ground: array<f32>;
@group(0) @binding(5) var<storage, read> records: array<GroundRecord>;
@group(0) @binding(6) var<storage, read_write> environments: array<Environment>;
@group(0) @binding(7) var<storage, read_write> delayedActions: array<f32>;
@group(0) @binding(10) var<storage, read_write> finals: array<Final>;

// What does not change within a stage, so that nothing is compiled of what it leaves out.
override timeStep: f32;
override newmarkBeta: f32;
override newmarkGamma: f32;
// Degrees of freedom: of the roof, of the damper, and of the floor that it stands on.
override roof: u32;
override damper: u32;
override damperStandsOn: u32;
// Steps of the building for each action.
override controlPeriod: u32 = 1u;
override latencySteps: u32 = 0u;
override actuatorNoise: f32 = 0.0;
override sensorNoise: f32 = 0.0;
override sensorDropout: f32 = 0.0;
override rewardExponent: u32 = 1u;
// Whether the reward measures the motion in the episode's amplitude.
override rewardIsRelative: bool = false;
// Whether the advantages are measured against the uncontrolled building.
override hasBaseline: bool = false;

// An episode in progress.
struct Episode {
  // Number of its record.
  number: u32,
  // Steps of the building so far.
  step: u32,
  amplitude: f32,
  earned: f32,
  // Episodes that ended in this rollout before it.
  finals: u32,
  record: GroundRecord,
}

// How an episode ended.
struct Ending {
  // 1 where it did within the control period: the rest of it passes at rest.
  isOver: u32,
  // In `finals`.
  place: u32,
  // Place of the uncontrolled response.
  uncontrolled: u32,
  amplitude: f32,
}

// The next episode, should this one end.
struct Draw {
  number: u32,
  amplitude: f32,
}

// The member that the workgroup computes for, what its environments are like, and where its scales are. To a compiler these are not
// the same for all threads, so no barrier may depend on them.
var<private> member: u32;
var<private> run: Run;
var<private> scales: u32;

const STRUCTURES = TOWER_ROWS * DEGREES_OF_FREEDOM;

// Displacement, velocity, acceleration, zero; twice, what is and what comes.
var<workgroup> structure: array<vec4f, 2u * TOWER_ROWS * DEGREES_OF_FREEDOM>;
// What the sensors say, in SI units, and zeros; while the network runs, what they will make of a reading in parts of it.
var<workgroup> observed: array<f32, TOWER_ROWS * OBSERVATION_STRIDE>;
var<workgroup> episodes: array<Episode, TOWER_ROWS>;
var<workgroup> endings: array<Ending, TOWER_ROWS>;
var<workgroup> draws: array<Draw, TOWER_ROWS>;
// Action and its log-probability.
var<workgroup> chosen: array<vec2f, TOWER_ROWS>;
// Standard normal.
var<workgroup> actionNoises: array<f32, TOWER_ROWS>;
// At every step of the control period: the actuator's noise, standard normal; the action that the queue to it already holds;
// the ground's acceleration; the motion with no force, which is the roof's displacement and velocity and the displacements of
// the damper and its floor; the reward.
var<workgroup> actuatorNoises: array<f32, TOWER_ROWS * controlPeriod>;
var<workgroup> queued: array<f32, TOWER_ROWS * controlPeriod>;
var<workgroup> groundNow: array<f32, TOWER_ROWS * controlPeriod>;
var<workgroup> motions: array<vec4f, TOWER_ROWS * controlPeriod>;
var<workgroup> rewards: array<f32, TOWER_ROWS * controlPeriod>;

// Steps that the episode takes in this control period.
fn stepsOf(row: u32) -> u32 {
  return min(controlPeriod, episodes[row].record.length - episodes[row].step);
}

// What the control period needs besides the action.
fn prepare(firstEnvironment: u32, sample: u32, stageStep: u32, rows: u32, worker: u32) {
  for (var i = worker; i < TOWER_ROWS * controlPeriod; i += THREADS) {
    let row = i % TOWER_ROWS;
    let held = i / TOWER_ROWS;
    if (row < rows && held < stepsOf(row)) {
      let place = episodes[row].record.place + episodes[row].step + held;
      groundNow[i] = episodes[row].amplitude * ground[place];
    }
  }
  // For each environment: the action's noise, the actuator's, the next episode's record and amplitude.
  let noisesOfRow = select(1u, 1u + controlPeriod, actuatorNoise > 0.0);
  for (var i = worker; i < TOWER_ROWS * (noisesOfRow + 2u); i += THREADS) {
    if (i % TOWER_ROWS < rows) {
      draw(firstEnvironment, stageStep, i % TOWER_ROWS, i / TOWER_ROWS, noisesOfRow);
    }
  }
  for (var i = worker; i < TOWER_ROWS * OBSERVATION_SIZE; i += THREADS) {
    let row = i % TOWER_ROWS;
    let entry = i / TOWER_ROWS;
    if (row < rows) {
      observed[OBSERVATION_STRIDE * row + entry] =
        sensorOf(OBSERVATION_SIZE * (firstEnvironment + row) + entry, stageStep + stepsOf(row));
    }
  }
  if (hasBaseline) {
    recordBaseline(sample, rows, worker);
  }
}

// One random number of an environment.
fn draw(firstEnvironment: u32, stageStep: u32, row: u32, number: u32, noisesOfRow: u32) {
  var purpose = select(ACTION_NOISE, ACTUATOR_NOISE, number > 0u);
  var position = stageStep + max(number, 1u) - 1u;
  if (number >= noisesOfRow) {
    if (!endsNow(row)) {
      return;
    }
    purpose = select(RECORD_DRAW, RECORD_AMPLITUDE, number > noisesOfRow);
    position = stageStep + stepsOf(row);
  }
  let key = streamKey(run.seed, run.stage, purpose);
  let words = threefry2x32(key, vec2u(position, firstEnvironment + row));
  if (number == 0u) {
    actionNoises[row] = normalOf(words);
  } else if (number < noisesOfRow) {
    actuatorNoises[TOWER_ROWS * (number - 1u) + row] = normalOf(words);
  } else if (number == noisesOfRow) {
    draws[row].number = integerOf(words.x, rollout.records);
  } else {
    draws[row].amplitude = 1.0 + run.amplitude_spread * (2.0 * uniformOf(words.x) - 1.0);
  }
}

fn endsNow(row: u32) -> bool {
  return episodes[row].step + controlPeriod >= episodes[row].record.length;
}

// What a sensor makes of a reading, in parts of it: multiplicative noise, then dropout.
fn sensorOf(index: u32, position: u32) -> f32 {
  var factor = 1.0;
  if (sensorNoise > 0.0) {
    let key = streamKey(run.seed, run.stage, SENSOR_NOISE);
    factor += sensorNoise * normalOf(threefry2x32(key, vec2u(position, index)));
  }
  if (sensorDropout > 0.0) {
    let key = streamKey(run.seed, run.stage, SENSOR_DROPOUT);
    if (uniformOf(threefry2x32(key, vec2u(position, index)).x) < sensorDropout) {
      factor = 0.0;
    }
  }
  return factor;
}

// One step of the four buildings with no force, from one half of `structure` to the other. Displacement and velocity follow from
// the acceleration by Newmark's formulas.
fn moveFreely(now: u32, held: u32, rows: u32, worker: u32) {
  for (var i = worker; i < STRUCTURES; i += THREADS) {
    let row = i % TOWER_ROWS;
    let degree = i / TOWER_ROWS;
    if (row < rows) {
      var motion = structure[now + i];
      if (held < stepsOf(row)) {
        let acceleration = freeAcceleration(now, degree, row, groundNow[TOWER_ROWS * held + row]);
        let before = motion.z;
        motion.x += timeStep * motion.y +
          timeStep * timeStep * ((0.5 - newmarkBeta) * before + newmarkBeta * acceleration);
        motion.y += timeStep * ((1.0 - newmarkGamma) * before + newmarkGamma * acceleration);
        motion.z = acceleration;
        watch(degree, TOWER_ROWS * held + row, motion);
      }
      structure[STRUCTURES - now + i] = motion;
    }
  }
}

// Displacements of neighbouring floors are nearly alike and their forces nearly cancel, the more so the taller a building is: so
// that no digits are lost, each is taken from the degree of freedom's own.
fn freeAcceleration(now: u32, degree: u32, row: u32, groundAcceleration: f32) -> f32 {
  let first = (DEGREES_OF_FREEDOM + 1u) * degree;
  let own = structure[now + TOWER_ROWS * degree + row].x;
  var sums = vec4f(0.0);
  for (var i = 0u; i < DEGREES_OF_FREEDOM; i++) {
    sums += dynamics.map[first + i] * (structure[now + TOWER_ROWS * i + row] - vec4f(own, 0.0, 0.0, 0.0));
  }
  let rest = dynamics.map[first + DEGREES_OF_FREEDOM];
  return sums.x + (sums.y + (sums.z + (rest.y * own + rest.x * groundAcceleration)));
}

// Keeps what the reward depends on.
fn watch(degree: u32, place: u32, motion: vec4f) {
  if (degree == roof) {
    motions[place].x = motion.x;
    motions[place].y = motion.y;
  }
  if (degree == damper) {
    motions[place].z = motion.x;
  }
  if (degree == damperStandsOn) {
    motions[place].w = motion.x;
  }
}

// A part of what an action does: to a degree of freedom, to a sensor's reading, to the reward of a step.
fn respondWith(now: u32, part: u32, row: u32, action: f32) {
  let steps = stepsOf(row);
  if (part < DEGREES_OF_FREEDOM) {
    let place = TOWER_ROWS * part + row;
    let motion = structure[now + place] + forced(part, steps, row, action);
    structure[STRUCTURES - now + place] = select(motion, vec4f(0.0), endsNow(row));
  } else if (part < DEGREES_OF_FREEDOM + OBSERVATION_SIZE) {
    let entry = part - DEGREES_OF_FREEDOM;
    let degree = dynamics.observed[entry / 8u][(entry / 2u) % 4u];
    let motion = structure[now + TOWER_ROWS * degree + row] + forced(degree, steps, row, action);
    observed[OBSERVATION_STRIDE * row + entry] *= select(motion.x, motion.y, entry % 2u == 1u);
  } else {
    let held = part - DEGREES_OF_FREEDOM - OBSERVATION_SIZE;
    let place = TOWER_ROWS * held + row;
    if (held < steps) {
      rewards[place] = rewardOf(row, motions[place] + forced(DEGREES_OF_FREEDOM, held + 1u, row, action));
    }
  }
}

// What the forces of so many steps add, after the last of them, to a degree of freedom, or behind those to what the reward
// depends on.
fn forced(column: u32, steps: u32, row: u32, action: f32) -> vec4f {
  var sum = vec4f(0.0);
  for (var held = 0u; held < controlPeriod; held++) {
    if (held < steps) {
      sum += forceAt(held, row, action) * dynamics.gains[(DEGREES_OF_FREEDOM + 1u) * (steps - 1u - held) + column];
    }
  }
  return sum;
}

fn forceAt(held: u32, row: u32, action: f32) -> f32 {
  if (held < latencySteps) {
    return run.forceLimit * queued[TOWER_ROWS * held + row];
  }
  return run.forceLimit * wanted(held - latencySteps, row, action);
}

// What goes into the queue to the actuator.
fn wanted(held: u32, row: u32, action: f32) -> f32 {
  let noise = actuatorNoise * actuatorNoises[TOWER_ROWS * held + row];
  return clamp(clamp(action, -1.0, 1.0) + noise, -1.0, 1.0);
}

// Of a step after which the roof has this displacement and velocity, and damper and floor these displacements.
fn rewardOf(row: u32, moved: vec4f) -> f32 {
  let motion = (abs(moved.x) + run.velocity_weight * abs(moved.y)) / unitOf(row);
  let excess = max(0.0, abs(moved.z - moved.w) * run.inverseStrokeLimit - 1.0);
  return -episodes[row].record.rewardScale * costOf(motion) - run.stroke_weight * excess;
}

// What the reward measures the motion in.
fn unitOf(row: u32) -> f32 {
  return select(1.0, episodes[row].amplitude, rewardIsRelative);
}

// To the exponent of the reward.
fn costOf(base: f32) -> f32 {
  var result = base;
  for (var i = 1u; i < rewardExponent; i++) {
    result *= base;
  }
  return result;
}

// Notes whether the episode is over, and where that goes.
fn noteEnd(firstEnvironment: u32, row: u32) {
  let place = member * members.finals + (firstEnvironment + row) * rollout.finalsPerEnvironment + episodes[row].finals;
  let uncontrolled = uncontrolledPlace(row, episodes[row].record.length);
  endings[row] = Ending(u32(endsNow(row)), place, uncontrolled, episodes[row].amplitude);
}

// Takes in what an action gave, between a barrier behind `respond` and one before `prepare`.
fn settle(firstEnvironment: u32, sample: u32, rows: u32, worker: u32) {
  if (worker < rows) {
    finishAction(firstEnvironment + worker, sample + worker, worker);
  }
  for (var i = worker; i < TOWER_ROWS * OBSERVATION_STRIDE; i += THREADS) {
    let row = i % TOWER_ROWS;
    let entry = i / TOWER_ROWS;
    if (row < rows && endings[row].isOver == 1u) {
      finals[endings[row].place].observation[entry] = seenInParts(row, entry, 1.0);
      if (hasBaseline) {
        finals[endings[row].place].uncontrolled[entry] =
          seenUncontrolled(endings[row].uncontrolled, endings[row].amplitude, entry);
      }
    }
  }
}

fn finishAction(environment: u32, sample: u32, row: u32) {
  let steps = stepsOf(row);
  var earned = 0.0;
  var earnedInEpisode = episodes[row].earned;
  for (var held = 0u; held < controlPeriod; held++) {
    if (held < steps) {
      earned += rewards[TOWER_ROWS * held + row];
      earnedInEpisode += rewards[TOWER_ROWS * held + row];
    }
  }
  episodes[row].earned = earnedInEpisode;
  transitions[member * members.samples + sample] =
    vec4f(chosen[row], rewardScaleAt(scales) * earned, f32(endings[row].isOver));
  episodes[row].step += steps;
  passQueue(environment, row, steps);
  if (endings[row].isOver == 1u) {
    finals[endings[row].place].sample = sample;
    finals[endings[row].place].episodeReturn = episodes[row].earned;
    finals[endings[row].place].length = episodes[row].step;
    let number = draws[row].number;
    episodes[row] = Episode(number, 0u, draws[row].amplitude, 0.0, episodes[row].finals + 1u, records[number]);
  }
}

// Moves the queue to the actuator on; a new episode begins with an empty one.
fn passQueue(environment: u32, row: u32, steps: u32) {
  let length = latencySteps;
  let first = member * members.delayedActions + environment * length;
  for (var i = 0u; i < length; i++) {
    var action = 0.0;
    if (endings[row].isOver == 0u) {
      if (i + steps < length) {
        action = delayedActions[first + i + steps];
      } else {
        action = wanted(i + steps - length, row, chosen[row].x);
      }
    }
    delayedActions[first + i] = action;
    if (i < controlPeriod) {
      queued[TOWER_ROWS * i + row] = action;
    }
  }
}

// Place of the uncontrolled response in the period that begins at a step of the episode, or at the end of the record.
fn uncontrolledPlace(row: u32, step: u32) -> u32 {
  let period = (step + controlPeriod - 1u) / controlPeriod;
  return episodes[row].record.uncontrolled + UNCONTROLLED_SIZE * period;
}

// An entry of an environment's observation as the networks see it. An episode begins at rest.
fn seen(row: u32, entry: u32) -> f32 {
  return seenInParts(row, entry, select(1.0, 0.0, endings[row].isOver == 1u));
}

// The same of what the sensors said last, in parts of it.
fn seenInParts(row: u32, entry: u32, parts: f32) -> f32 {
  var sum = 0.0;
  for (var i = 0u; i < OBSERVATION_VECTORS; i++) {
    let at = OBSERVATION_STRIDE * row + 4u * i;
    sum += contribution(
      scales,
      parts * vec4f(observed[at], observed[at + 1u], observed[at + 2u], observed[at + 3u]),
      i,
      entry,
    );
  }
  return sum;
}

// The same of the uncontrolled building. What lies behind its observation has no weight.
fn seenUncontrolled(place: u32, amplitude: f32, entry: u32) -> f32 {
  var sum = 0.0;
  for (var i = 0u; i < OBSERVATION_VECTORS; i++) {
    let at = place + 4u * i;
    sum += contribution(
      scales,
      amplitude * vec4f(ground[at], ground[at + 1u], ground[at + 2u], ground[at + 3u]),
      i,
      entry,
    );
  }
  return sum;
}

fn enter(firstEnvironment: u32, rows: u32, thread: u32) {
  let first = member * members.environments + firstEnvironment;
  for (var i = thread; i < rows * DEGREES_OF_FREEDOM; i += THREADS) {
    let row = i / DEGREES_OF_FREEDOM;
    let degree = i % DEGREES_OF_FREEDOM;
    structure[TOWER_ROWS * degree + row] = vec4f(
      environments[first + row].structure[degree],
      environments[first + row].structure[DEGREES_OF_FREEDOM + degree],
      environments[first + row].structure[2u * DEGREES_OF_FREEDOM + degree],
      0.0,
    );
  }
  for (var i = thread; i < rows * OBSERVATION_STRIDE; i += THREADS) {
    observed[i] = environments[first + i / OBSERVATION_STRIDE].observation[i % OBSERVATION_STRIDE];
  }
  if (thread < rows) {
    let environment = first + thread;
    let number = environments[environment].record;
    episodes[thread] = Episode(
      number,
      environments[environment].recordStep,
      environments[environment].amplitude,
      environments[environment].episodeReturn,
      select(environments[environment].finals, 0u, rollout.rolloutStep == 0u),
      records[number],
    );
    for (var i = 0u; i < min(controlPeriod, latencySteps); i++) {
      queued[TOWER_ROWS * i + thread] =
        delayedActions[member * members.delayedActions + (firstEnvironment + thread) * latencySteps + i];
    }
  }
}

fn leave(now: u32, firstEnvironment: u32, rows: u32, thread: u32) {
  let first = member * members.environments + firstEnvironment;
  for (var i = thread; i < rows * DEGREES_OF_FREEDOM; i += THREADS) {
    let row = i / DEGREES_OF_FREEDOM;
    let degree = i % DEGREES_OF_FREEDOM;
    let motion = structure[now + TOWER_ROWS * degree + row];
    environments[first + row].structure[degree] = motion.x;
    environments[first + row].structure[DEGREES_OF_FREEDOM + degree] = motion.y;
    environments[first + row].structure[2u * DEGREES_OF_FREEDOM + degree] = motion.z;
  }
  for (var i = thread; i < rows * OBSERVATION_SIZE; i += THREADS) {
    let row = i / OBSERVATION_SIZE;
    let entry = i % OBSERVATION_SIZE;
    environments[first + row].observation[entry] =
      select(observed[OBSERVATION_STRIDE * row + entry], 0.0, endings[row].isOver == 1u);
    if (hasBaseline) {
      environments[first + row].uncontrolled[entry] =
        episodes[row].amplitude * ground[uncontrolledPlace(row, episodes[row].step) + entry];
    }
  }
  if (thread < rows) {
    environments[first + thread].record = episodes[thread].number;
    environments[first + thread].recordStep = episodes[thread].step;
    environments[first + thread].amplitude = episodes[thread].amplitude;
    environments[first + thread].episodeReturn = episodes[thread].earned;
    environments[first + thread].finals = episodes[thread].finals;
  }
}
