import { DEGREES_OF_FREEDOM, ROOF } from '../building/shearBuilding';
import type { Integrator } from '../building/stepMap';
import { applyStepMap, STATE_SIZE, stepMap } from '../building/stepMap';
import type { GroundMotion } from '../groundMotion/groundMotion';
import type { RewardShape } from './reward';
import { reward, rewardScale } from './reward';

const cache = new WeakMap<GroundMotion, Map<string, Float64Array>>();

/**
 * The reward that the building earns at each step of a record when nothing pushes. The building is linear and the scale
 * of the reward is the record's own, so a record of `a` times the amplitude earns `a^exponent` times as much.
 */
export function uncontrolledRewards(
  record: GroundMotion,
  integrator: Integrator,
  shape: RewardShape,
): Float64Array {
  const known = cache.get(record) ?? new Map<string, Float64Array>();
  cache.set(record, known);
  const key = `${integrator} ${shape.velocity_weight} ${shape.exponent}`;
  const rewards = known.get(key) ?? simulate(record, integrator, shape);
  known.set(key, rewards);
  return rewards;
}

function simulate(record: GroundMotion, integrator: Integrator, shape: RewardShape): Float64Array {
  const map = stepMap(integrator);
  const scale = rewardScale(record);
  let state = new Float64Array(STATE_SIZE);
  let next = new Float64Array(STATE_SIZE);
  return record.acceleration.map((ground) => {
    applyStepMap(map, state, next, 0, 0, ground);
    [state, next] = [next, state];
    return reward(shape, scale, state[ROOF], state[DEGREES_OF_FREEDOM + ROOF]);
  });
}
