/**
 * The building under earthquakes, float64: the same operations in the same order as `VectorEnvironment`, so that equal
 * actions give equal bits.
 */
import { DOUBLE, FLOAT, real, word } from './memory';
import {
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

const DEGREES: usize = 13;
const STATE_BYTES: usize = 3 * DEGREES * DOUBLE;
const VELOCITIES: usize = DEGREES * DOUBLE;
const ACCELERATIONS: usize = 2 * DEGREES * DOUBLE;
/** A column of the step map: the accelerations' 13 rows and one of padding, for vectors of two. */
const COLUMN_BYTES: usize = (DEGREES + 1) * DOUBLE;
const ROOF: usize = 11 * DOUBLE;

function structureOf(environment: usize): usize {
  return word(Word.STRUCTURE) + environment * STATE_BYTES;
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
 * @returns the reward
 */
export function stepEnvironment(environment: usize, action: f64, stageStep: u32): f64 {
  const force = real(Real.FORCE_LIMIT) * actuate(environment, action, stageStep);
  const record = recordOf(environment);
  const recordStep = load<u32>(recordStepOf(environment));
  const amplitude = load<f64>(amplitudeOf(environment));
  const ground = amplitude * load<f64>(load<u32>(record) + recordStep * DOUBLE);
  const structure = structureOf(environment);
  move(structure, force, ground);
  const motion =
    Math.abs(load<f64>(structure + ROOF)) +
    real(Real.VELOCITY_WEIGHT) * Math.abs(load<f64>(structure + VELOCITIES + ROOF));
  const reward = -load<f64>(record, RECORD_SCALE) * power(motion / unitOf(environment));
  const total = episodeReturnOf(environment);
  store<f64>(total, load<f64>(total) + reward);
  store<u32>(recordStepOf(environment), recordStep + 1);
  return reward;
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

/** Writes what ideal sensors would say of the uncontrolled building, in SI units. */
export function observeUncontrolled(environment: usize, into: usize): void {
  const amplitude = load<f64>(amplitudeOf(environment));
  const rows = load<u32>(recordOf(environment), RECORD_OBSERVATIONS);
  const from = rows + periodOf(environment) * PANEL * FLOAT;
  for (let entry: usize = 0; entry < <usize>PANEL; entry++) {
    store<f32>(into + entry * FLOAT, <f32>(amplitude * <f64>load<f32>(from + entry * FLOAT)));
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
  memory.fill(structureOf(environment), 0, STATE_BYTES);
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

/** Writes what the sensors say, in SI units: multiplicative noise, then dropout. */
export function observe(environment: usize, stageStep: u32, into: usize): void {
  const structure = structureOf(environment);
  const observed = word(Word.OBSERVED_STATE);
  const noise = real(Real.SENSOR_NOISE_STD);
  const dropout = real(Real.SENSOR_DROPOUT);
  const seed = <u32>word(Word.SEED);
  for (let entry: usize = 0; entry < <usize>PANEL; entry++) {
    const index = <u32>(environment * PANEL + entry);
    let value = load<f64>(structure + load<u32>(observed + entry * 4) * DOUBLE);
    if (noise > 0) value *= 1 + noise * normal(seed, <u32>word(Word.SENSOR_KEY), stageStep, index);
    if (dropout > 0 && uniform(seed, <u32>word(Word.DROPOUT_KEY), stageStep, index) < dropout) value = 0;
    store<f32>(into + entry * FLOAT, <f32>value);
  }
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
function move(structure: usize, force: f64, ground: f64): void {
  const control = word(Word.CONTROL_RESPONSE);
  const shaking = word(Word.GROUND_RESPONSE);
  const u = f64x2.splat(force);
  const g = f64x2.splat(ground);
  let a0 = loadTerms(control, shaking, u, g);
  let a1 = loadTerms(control + 16, shaking + 16, u, g);
  let a2 = loadTerms(control + 32, shaking + 32, u, g);
  let a3 = loadTerms(control + 48, shaking + 48, u, g);
  let a4 = loadTerms(control + 64, shaking + 64, u, g);
  let a5 = loadTerms(control + 80, shaking + 80, u, g);
  let a6 = loadTerms(control + 96, shaking + 96, u, g);
  let column = word(Word.TRANSITION);
  for (let entry = structure; entry < structure + STATE_BYTES; entry += DOUBLE) {
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
  integrate(structure, f64x2.extract_lane(a0, 0));
  integrate(structure + 8, f64x2.extract_lane(a0, 1));
  integrate(structure + 16, f64x2.extract_lane(a1, 0));
  integrate(structure + 24, f64x2.extract_lane(a1, 1));
  integrate(structure + 32, f64x2.extract_lane(a2, 0));
  integrate(structure + 40, f64x2.extract_lane(a2, 1));
  integrate(structure + 48, f64x2.extract_lane(a3, 0));
  integrate(structure + 56, f64x2.extract_lane(a3, 1));
  integrate(structure + 64, f64x2.extract_lane(a4, 0));
  integrate(structure + 72, f64x2.extract_lane(a4, 1));
  integrate(structure + 80, f64x2.extract_lane(a5, 0));
  integrate(structure + 88, f64x2.extract_lane(a5, 1));
  integrate(structure + 96, f64x2.extract_lane(a6, 0));
}

function loadTerms(control: usize, shaking: usize, force: v128, ground: v128): v128 {
  return f64x2.add(f64x2.mul(v128.load(control), force), f64x2.mul(v128.load(shaking), ground));
}

/** Moves one degree of freedom, whose displacement lies at `place`, to its new acceleration. */
function integrate(place: usize, acceleration: f64): void {
  const displacement = load<f64>(place);
  const velocity = load<f64>(place + VELOCITIES);
  const before = load<f64>(place + ACCELERATIONS);
  const step = real(Real.TIME_STEP);
  store<f64>(place + ACCELERATIONS, acceleration);
  store<f64>(
    place + VELOCITIES,
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
