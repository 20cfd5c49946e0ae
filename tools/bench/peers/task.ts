import { stepMap } from '../../../src/building/stepMap';
import { scheduleValue } from '../../../src/curriculum/schedule';
import type { PolicySettings } from '../../../src/curriculum/hyperparameters';
import { rewardScaleOf } from '../../../src/environment/uncontrolledResponse';
import type { StageTask } from '../../../src/ppo/engine';
import { observationSizeOf } from '../../../src/building/building';
import { observationBounds, observedState } from '../../../src/environment/observation';

/**
 * What `contender.py` reads as a `Task`: the stage in numbers, for whoever builds it in another language. Imperfections,
 * staggered starts and advantages against the uncontrolled building are left out: peers do less work by them.
 */
export function peerTask({ environment, hyperparameters, normalisation }: StageTask, policy: PolicySettings) {
  const { A, B, E } = stepMap(environment.building, environment.integrator);
  return {
    environments: environment.count,
    controlPeriod: environment.controlPeriod,
    exponent: environment.reward.exponent,
    normalisation,
    net_arch: policy.net_arch,
    log_std_init: policy.log_std_init,
    hyperparameters: { ...hyperparameters, learning_rate: scheduleValue(hyperparameters.learning_rate, 1) },
    A: [...A],
    B: [...B],
    E: [...E],
    forceLimit: environment.forceLimit,
    // Whole control periods: what is cut off is less than one.
    accelerations: environment.records.map(({ acceleration }) => [
      ...acceleration.slice(0, acceleration.length - (acceleration.length % environment.controlPeriod)),
    ]),
    rewardScales: environment.records.map((record) => rewardScaleOf(record, environment)),
    velocityWeight: environment.reward.velocity_weight,
    observed: observedState(environment.building),
    observationBounds: observationBounds(observationSizeOf(environment.building)),
  };
}
