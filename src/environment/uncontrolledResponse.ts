import type { Building } from '../building/building';
import type { Integrator } from '../building/stepMap';
import { applyStepMap, stepMap } from '../building/stepMap';
import type { GroundMotion } from '../groundMotion/groundMotion';
import { observedState } from './observation';
import { motion, pgaRewardScale, power } from './reward';
import type { EnvironmentSpecification } from './specification';

/**
 * The building in an earthquake when nothing pushes, by control periods. It is linear and the scale of the reward is the
 * record's own, so at `a` times the amplitude the observations are `a` times these, and the rewards `a^exponent` times, or
 * the same where the motion is relative. What a stroke beyond its limit costs is not in these rewards: it follows no power of
 * the amplitude, and a baseline needs no more than to be the same whatever the policy does.
 */
export interface UncontrolledResponse {
  /** What ideal sensors say at the start of each period, and at the end of the record: (periods + 1) x observation size, SI units. */
  readonly observations: Float32Array;
  /** Sum of each period's rewards; a record may end within its last one. */
  readonly rewards: Float64Array;
  /** Of the record: see `reward`. */
  readonly rewardScale: number;
}

/** What of an environment its rewards depend on. */
export type RewardTask = Pick<
  EnvironmentSpecification,
  'building' | 'integrator' | 'reward' | 'controlPeriod'
>;

const cache = new WeakMap<Building, WeakMap<GroundMotion, Map<string, UncontrolledResponse>>>();

/** Simulated once for each record and task, and kept. */
export function uncontrolledResponse(record: GroundMotion, task: RewardTask): UncontrolledResponse {
  const known = responsesTo(record, task.building);
  const key = keyOf(task);
  const response = known.get(key) ?? simulateUncontrolled(record, task);
  known.set(key, response);
  return response;
}

/** Whether `uncontrolledResponse` has it already. */
export function isResponseKnown(record: GroundMotion, task: RewardTask): boolean {
  return responsesTo(record, task.building).has(keyOf(task));
}

/** Keeps a response that another thread simulated where `uncontrolledResponse` finds it. */
export function adoptUncontrolledResponse(
  record: GroundMotion,
  task: RewardTask,
  response: UncontrolledResponse,
): void {
  responsesTo(record, task.building).set(keyOf(task), response);
}

/** What is kept of a building in a record, by `keyOf`. */
function responsesTo(record: GroundMotion, building: Building): Map<string, UncontrolledResponse> {
  const ofBuilding = cache.get(building) ?? new WeakMap<GroundMotion, Map<string, UncontrolledResponse>>();
  cache.set(building, ofBuilding);
  const known = ofBuilding.get(record) ?? new Map<string, UncontrolledResponse>();
  ofBuilding.set(record, known);
  return known;
}

/** The scale of a record's rewards. */
export function rewardScaleOf(record: GroundMotion, task: RewardTask): number {
  return task.reward.relative ? uncontrolledResponse(record, task).rewardScale : pgaRewardScale(record);
}

/**
 * The state of the uncontrolled building at some moments of a record.
 *
 * @param steps of the record that are done, each below its length
 * @returns the values of the state for each moment
 */
export function uncontrolledStates(
  record: GroundMotion,
  { building, integrator }: { readonly building: Building; readonly integrator: Integrator },
  steps: readonly number[],
): Map<number, Float64Array> {
  const map = stepMap(building, integrator);
  const states = new Map<number, Float64Array>();
  const wanted = new Set(steps);
  let state = new Float64Array(building.stateSize);
  let next = new Float64Array(building.stateSize);
  for (let step = 0; step <= Math.max(...steps); step++) {
    if (wanted.has(step)) states.set(step, state.slice());
    applyStepMap(map, { before: state, after: next, offset: 0 }, 0, record.acceleration[step]);
    [state, next] = [next, state];
  }
  return states;
}

/** Stroke of the uncontrolled building's damper after each step of a record at its own amplitude, m. */
export function uncontrolledStrokes(
  { acceleration }: GroundMotion,
  { building, integrator }: { readonly building: Building; readonly integrator: Integrator },
): Float64Array {
  const map = stepMap(building, integrator);
  let state = new Float64Array(building.stateSize);
  let next = new Float64Array(building.stateSize);
  return acceleration.map((ground) => {
    applyStepMap(map, { before: state, after: next, offset: 0 }, 0, ground);
    [state, next] = [next, state];
    return state[building.damper] - state[building.damperStandsOn];
  });
}

function keyOf({ integrator, reward, controlPeriod }: RewardTask): string {
  const { velocity_weight, exponent, relative } = reward;
  return [integrator, velocity_weight, exponent, relative, controlPeriod].join();
}

/** See `uncontrolledResponse`; nothing is kept. */
export function simulateUncontrolled(record: GroundMotion, task: RewardTask): UncontrolledResponse {
  const { acceleration } = record;
  const { stateSize, degreesOfFreedom, roof } = task.building;
  const places = observedState(task.building);
  const periods = Math.ceil(acceleration.length / task.controlPeriod);
  const observations = new Float32Array((periods + 1) * places.length);
  const motions = new Float64Array(acceleration.length);
  const map = stepMap(task.building, task.integrator);
  let state = new Float64Array(stateSize);
  let next = new Float64Array(stateSize);
  const observe = (row: number) =>
    places.forEach((place, entry) => (observations[row * places.length + entry] = state[place]));
  acceleration.forEach((ground, step) => {
    if (step % task.controlPeriod === 0) observe(step / task.controlPeriod);
    applyStepMap(map, { before: state, after: next, offset: 0 }, 0, ground);
    [state, next] = [next, state];
    motions[step] = motion(task.reward, state[roof], state[degreesOfFreedom + roof]);
  });
  observe(periods);
  const { exponent, relative } = task.reward;
  const peak = motions.reduce((most, value) => Math.max(most, value), 0);
  const rewardScale = relative ? 1 / power(peak, exponent) : pgaRewardScale(record);
  const rewards = new Float64Array(periods);
  motions.forEach((value, step) => {
    rewards[Math.floor(step / task.controlPeriod)] -= rewardScale * power(value, exponent);
  });
  return { observations, rewards, rewardScale };
}
