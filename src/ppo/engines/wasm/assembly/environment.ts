/**
 * The building under earthquakes, float64: the same operations in the same order as `VectorEnvironment`, so that equal
 * actions give equal bits.
 */
import { DOUBLE, FLOAT, real, word } from './memory';
import {
  MOVED_TOGETHER,
  PANEL,
  Real,
  RECORD_BYTES,
  RECORD_LENGTH,
  RECORD_OBSERVATIONS,
  RECORD_REWARDS,
  RECORD_SCALE,
  Word,
} from './plan';
import { integer, normal, uniform } from './random';

/** A column of a block of the step map. */
const COLUMN_BYTES: usize = <usize>MOVED_TOGETHER * DOUBLE;

/** Of the displacements of a building: velocities and accelerations lie behind. */
function degreesBytes(): usize {
  return word(Word.DEGREES_OF_FREEDOM) * DOUBLE;
}

function structureOf(environment: usize): usize {
  return word(Word.STRUCTURE) + environment * 3 * degreesBytes();
}

export function recordStepOf(environment: usize): usize {
  return word(Word.RECORD_STEP) + environment * 4;
}

export function episodeReturnOf(environment: usize): usize {
  return word(Word.EPISODE_RETURN) + environment * DOUBLE;
}

function amplitudeOf(environment: usize): usize {
  return word(Word.AMPLITUDE) + environment * DOUBLE;
}

function recordOf(environment: usize): usize {
  return word(Word.RECORDS) + load<u32>(word(Word.RECORD) + environment * 4) * RECORD_BYTES;
}

export function hasEnded(environment: usize): bool {
  return load<u32>(recordStepOf(environment)) === load<u32>(recordOf(environment), RECORD_LENGTH);
}

/**
 * One step of the building in one environment.
 *
 * @param action as sampled
 * @param stageStep steps since the stage began, before this one
 * @param accelerations room for those of a building, padded to whole blocks
 * @returns the reward
 */
export function stepEnvironment(environment: usize, action: f64, stageStep: u32, accelerations: usize): f64 {
  const force = real(Real.FORCE_LIMIT) * actuate(environment, action, stageStep);
  const record = recordOf(environment);
  const recordStep = load<u32>(recordStepOf(environment));
  const amplitude = load<f64>(amplitudeOf(environment));
  const ground = amplitude * load<f64>(load<u32>(record) + recordStep * DOUBLE);
  const structure = structureOf(environment);
  move(structure, force, ground, accelerations);
  const roof = structure + word(Word.ROOF) * DOUBLE;
  const motion =
    Math.abs(load<f64>(roof)) + real(Real.VELOCITY_WEIGHT) * Math.abs(load<f64>(roof + degreesBytes()));
  const reward =
    -load<f64>(record, RECORD_SCALE) * power(motion / unitOf(environment)) - strokeCost(structure);
  const total = episodeReturnOf(environment);
  store<f64>(total, load<f64>(total) + reward);
  store<u32>(recordStepOf(environment), recordStep + 1);
  return reward;
}

/** Of a stroke beyond its limit. */
function strokeCost(structure: usize): f64 {
  const damper = load<f64>(structure + word(Word.DAMPER) * DOUBLE);
  const stroke = damper - load<f64>(structure + word(Word.DAMPER_STANDS_ON) * DOUBLE);
  return real(Real.STROKE_WEIGHT) * Math.max(0, Math.abs(stroke) * real(Real.INVERSE_STROKE_LIMIT) - 1);
}

/** What the reward measures the motion in. */
function unitOf(environment: usize): f64 {
  return word(Word.REWARD_IS_RELATIVE) ? load<f64>(amplitudeOf(environment)) : 1;
}

/** Periods of the record that are done; a record may end within its last one. */
function periodOf(environment: usize): usize {
  const period = word(Word.CONTROL_PERIOD);
  return (load<u32>(recordStepOf(environment)) + period - 1) / period;
}

/** What the uncontrolled building earns in the period that begins. */
export function uncontrolledReward(environment: usize): f64 {
  const rewards = load<u32>(recordOf(environment), RECORD_REWARDS);
  const amplitude = load<f64>(amplitudeOf(environment));
  return power(amplitude / unitOf(environment)) * load<f64>(rewards + periodOf(environment) * DOUBLE);
}

/**
 * Writes what ideal sensors would say of the uncontrolled building, in SI units.
 *
 * @param into a row, whose panels lie `panelBytes` apart
 */
export function observeUncontrolled(environment: usize, into: usize, panelBytes: usize): void {
  const amplitude = load<f64>(amplitudeOf(environment));
  const rows = load<u32>(recordOf(environment), RECORD_OBSERVATIONS);
  const size = word(Word.OBSERVATION_SIZE);
  const from = rows + periodOf(environment) * size * FLOAT;
  for (let entry: usize = 0; entry < size; entry++) {
    const value = <f32>(amplitude * <f64>load<f32>(from + entry * FLOAT));
    store<f32>(placeOf(into, panelBytes, entry), value);
  }
  padObservation(into, panelBytes);
}

/** Where an entry of an observation lies. */
function placeOf(row: usize, panelBytes: usize, entry: usize): usize {
  return row + (entry / PANEL) * panelBytes + (entry % PANEL) * FLOAT;
}

/** What fills the last panel of an observation is zero. */
function padObservation(row: usize, panelBytes: usize): void {
  const end = word(Word.OBSERVATION_PANELS) * PANEL;
  for (let entry = word(Word.OBSERVATION_SIZE); entry < end; entry++) {
    store<f32>(placeOf(row, panelBytes, entry), 0);
  }
}

/** Raises to the exponent of the reward. */
function power(base: f64): f64 {
  const exponent = word(Word.REWARD_EXPONENT);
  let result = base;
  for (let i: usize = 1; i < exponent; i++) result *= base;
  return result;
}

/** Starts the next episode, at rest, on a record and an amplitude drawn anew. */
export function resetEnvironment(environment: usize, stageStep: u32): void {
  const latency = word(Word.LATENCY_STEPS) * DOUBLE;
  memory.fill(structureOf(environment), 0, 3 * degreesBytes());
  memory.fill(word(Word.DELAYED_ACTIONS) + environment * latency, 0, latency);
  const record = integer(
    <u32>word(Word.SEED),
    <u32>word(Word.RECORD_KEY),
    stageStep,
    <u32>environment,
    <u32>word(Word.RECORD_COUNT),
  );
  store<u32>(word(Word.RECORD) + environment * 4, record);
  const drawn = uniform(<u32>word(Word.SEED), <u32>word(Word.AMPLITUDE_KEY), stageStep, <u32>environment);
  store<f64>(amplitudeOf(environment), 1 + real(Real.AMPLITUDE_SPREAD) * (2 * drawn - 1));
  store<u32>(recordStepOf(environment), 0);
  store<f64>(episodeReturnOf(environment), 0);
}

/**
 * Writes what the sensors say, in SI units: multiplicative noise, then dropout.
 *
 * @param into a row, whose panels lie `panelBytes` apart
 */
export function observe(environment: usize, stageStep: u32, into: usize, panelBytes: usize): void {
  const structure = structureOf(environment);
  const observed = word(Word.OBSERVED_STATE);
  const noise = real(Real.SENSOR_NOISE_STD);
  const dropout = real(Real.SENSOR_DROPOUT);
  const seed = <u32>word(Word.SEED);
  const size = word(Word.OBSERVATION_SIZE);
  for (let entry: usize = 0; entry < size; entry++) {
    const index = <u32>(environment * size + entry);
    let value = load<f64>(structure + load<u32>(observed + entry * 4) * DOUBLE);
    if (noise > 0) value *= 1 + noise * normal(seed, <u32>word(Word.SENSOR_KEY), stageStep, index);
    if (dropout > 0 && uniform(seed, <u32>word(Word.DROPOUT_KEY), stageStep, index) < dropout) value = 0;
    store<f32>(placeOf(into, panelBytes, entry), <f32>value);
  }
  padObservation(into, panelBytes);
}

/** Turns the policy's action into the one that acts: noise, clipping, latency. */
function actuate(environment: usize, action: f64, stageStep: u32): f64 {
  const std = real(Real.ACTUATOR_NOISE_STD);
  let wanted = clip(action);
  if (std > 0) {
    const key = <u32>word(Word.ACTUATOR_KEY);
    wanted = clip(wanted + std * normal(<u32>word(Word.SEED), key, stageStep, <u32>environment));
  }
  const latency = word(Word.LATENCY_STEPS) * DOUBLE;
  if (latency === 0) return wanted;
  const oldest = word(Word.DELAYED_ACTIONS) + environment * latency;
  const acting = load<f64>(oldest);
  memory.copy(oldest, oldest + DOUBLE, latency - DOUBLE);
  store<f64>(oldest + latency - DOUBLE, wanted);
  return acting;
}

function clip(action: f64): f64 {
  return Math.min(1, Math.max(-1, action));
}

/** The step map: accelerations by its rows, displacements and velocities by Newmark's formulas. */
function move(structure: usize, force: f64, ground: f64, accelerations: usize): void {
  const degrees = degreesBytes();
  const blocks = word(Word.MOVED_BLOCKS);
  for (let block: usize = 0; block < blocks; block++) {
    accelerate(structure, 3 * degrees, force, ground, block, accelerations + block * COLUMN_BYTES);
  }
  for (let place: usize = 0; place < degrees; place += DOUBLE) {
    integrate(structure + place, degrees, load<f64>(accelerations + place));
  }
}

/** Writes the accelerations of a block of degrees of freedom. */
function accelerate(
  structure: usize,
  stateBytes: usize,
  force: f64,
  ground: f64,
  block: usize,
  into: usize,
): void {
  const control = word(Word.CONTROL_RESPONSE) + block * COLUMN_BYTES;
  const shaking = word(Word.GROUND_RESPONSE) + block * COLUMN_BYTES;
  const u = f64x2.splat(force);
  const g = f64x2.splat(ground);
  let a0 = loadTerms(control, shaking, u, g);
  let a1 = loadTerms(control + 16, shaking + 16, u, g);
  let a2 = loadTerms(control + 32, shaking + 32, u, g);
  let a3 = loadTerms(control + 48, shaking + 48, u, g);
  let a4 = loadTerms(control + 64, shaking + 64, u, g);
  let a5 = loadTerms(control + 80, shaking + 80, u, g);
  let a6 = loadTerms(control + 96, shaking + 96, u, g);
  // As many columns as the state has entries, each as wide as the block.
  let column = word(Word.TRANSITION) + block * (stateBytes / DOUBLE) * COLUMN_BYTES;
  for (let entry = structure; entry < structure + stateBytes; entry += DOUBLE) {
    const x = v128.load_splat<f64>(entry);
    a0 = f64x2.add(a0, f64x2.mul(v128.load(column), x));
    a1 = f64x2.add(a1, f64x2.mul(v128.load(column, 16), x));
    a2 = f64x2.add(a2, f64x2.mul(v128.load(column, 32), x));
    a3 = f64x2.add(a3, f64x2.mul(v128.load(column, 48), x));
    a4 = f64x2.add(a4, f64x2.mul(v128.load(column, 64), x));
    a5 = f64x2.add(a5, f64x2.mul(v128.load(column, 80), x));
    a6 = f64x2.add(a6, f64x2.mul(v128.load(column, 96), x));
    column += COLUMN_BYTES;
  }
  v128.store(into, a0);
  v128.store(into, a1, 16);
  v128.store(into, a2, 32);
  v128.store(into, a3, 48);
  v128.store(into, a4, 64);
  v128.store(into, a5, 80);
  v128.store(into, a6, 96);
}

function loadTerms(control: usize, shaking: usize, force: v128, ground: v128): v128 {
  return f64x2.add(f64x2.mul(v128.load(control), force), f64x2.mul(v128.load(shaking), ground));
}

/**
 * Moves one degree of freedom to its new acceleration.
 *
 * @param place of its displacement; its velocity lies `degrees` bytes behind, and its acceleration as far behind that
 */
function integrate(place: usize, degrees: usize, acceleration: f64): void {
  const displacement = load<f64>(place);
  const velocity = load<f64>(place + degrees);
  const before = load<f64>(place + 2 * degrees);
  const step = real(Real.TIME_STEP);
  store<f64>(place + 2 * degrees, acceleration);
  store<f64>(
    place + degrees,
    velocity + step * (real(Real.VELOCITY_BEFORE) * before + real(Real.VELOCITY_AFTER) * acceleration),
  );
  store<f64>(
    place,
    displacement +
      step * velocity +
      real(Real.TIME_STEP_SQUARED) *
        (real(Real.DISPLACEMENT_BEFORE) * before + real(Real.DISPLACEMENT_AFTER) * acceleration),
  );
}
