import { DEGREES_OF_FREEDOM, ROOF } from '../building/shearBuilding';
import { applyStepMap, STATE_SIZE, stepMap } from '../building/stepMap';
import type { GroundMotion } from '../groundMotion/groundMotion';
import { OBSERVATION_SIZE, OBSERVED_STATE } from './observation';
import { reward, rewardScale } from './reward';
import type { EnvironmentSpecification } from './specification';

/**
 * The building in an earthquake when nothing pushes, by control periods. It is linear and the scale of the reward is the
 * record's own, so at `a` times the amplitude the observations are `a` and the rewards `a^exponent` times these.
 */
export interface UncontrolledResponse {
  /** What ideal sensors say at the start of each period, and at the end of the record: (periods + 1) x 8, SI units. */
  readonly observations: Float32Array;
  /** Sum of each period's rewards; a record may end within its last one. */
  readonly rewards: Float64Array;
}

type Task = Pick<EnvironmentSpecification, 'integrator' | 'reward' | 'controlPeriod'>;

const cache = new WeakMap<GroundMotion, Map<string, UncontrolledResponse>>();

export function uncontrolledResponse(record: GroundMotion, task: Task): UncontrolledResponse {
  const known = cache.get(record) ?? new Map<string, UncontrolledResponse>();
  cache.set(record, known);
  const key = keyOf(task);
  const response = known.get(key) ?? simulate(record, task);
  known.set(key, response);
  return response;
}

function keyOf({ integrator, reward, controlPeriod }: Task): string {
  return [integrator, reward.velocity_weight, reward.exponent, controlPeriod].join();
}

function simulate(record: GroundMotion, task: Task): UncontrolledResponse {
  const { acceleration } = record;
  const periods = Math.ceil(acceleration.length / task.controlPeriod);
  const observations = new Float32Array((periods + 1) * OBSERVATION_SIZE);
  const rewards = new Float64Array(periods);
  const map = stepMap(task.integrator);
  const scale = rewardScale(record);
  let state = new Float64Array(STATE_SIZE);
  let next = new Float64Array(STATE_SIZE);
  for (let period = 0; period < periods; period++) {
    observe(state, observations, period);
    const end = Math.min(acceleration.length, (period + 1) * task.controlPeriod);
    for (let step = period * task.controlPeriod; step < end; step++) {
      applyStepMap(map, state, next, 0, 0, acceleration[step]);
      [state, next] = [next, state];
      rewards[period] += reward(task.reward, scale, state[ROOF], state[DEGREES_OF_FREEDOM + ROOF]);
    }
  }
  observe(state, observations, periods);
  return { observations, rewards };
}

function observe(state: Float64Array, observations: Float32Array, row: number): void {
  OBSERVED_STATE.forEach((place, entry) => {
    observations[row * OBSERVATION_SIZE + entry] = state[place];
  });
}
