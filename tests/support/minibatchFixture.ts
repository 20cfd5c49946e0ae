import type { Hyperparameters } from '../../src/curriculum/hyperparameters';
import { constant } from '../../src/curriculum/schedule';
import type { StageTask } from '../../src/ppo/engine';
import { initialParameters } from '../../src/ppo/initialPolicy';
import type { Architecture } from '../../src/ppo/parameters';
import type { Minibatch } from '../../src/ppo/rollout';
import type { EngineState } from '../../src/ppo/runnerState';
import { RandomStream } from '../../src/random/stream';
import { specification } from './environments';
import { referenceOutput } from './referencePpo';
import { OBSERVATION_SIZE } from './v9Building';

/**
 * A policy and a minibatch whose ratios and value changes fall on both sides of the clip ranges.
 *
 * @param helps whether every advantage asks for what the ratio has begun: where it is beyond its range, clipping leaves nothing of it
 */
export function minibatchFixture(architecture: Architecture, size = 24, helps = false) {
  const random = new RandomStream(5, 0, 0);
  const parameters = initialParameters({
    policy: { net_arch: architecture.netArch, activation_fn: architecture.activation, log_std_init: -0.3 },
    seed: 11,
  }).map((value, i) => value + 0.05 * random.normal(1, i));
  const wide = Float64Array.from(parameters);
  const observations = Float32Array.from({ length: size * OBSERVATION_SIZE }, (_, i) => random.normal(2, i));
  const row = (i: number) => observations.subarray(i * OBSERVATION_SIZE, (i + 1) * OBSERVATION_SIZE);
  const means = Array.from({ length: size }, (_, i) =>
    referenceOutput(wide, architecture, 'policy_net', row(i)),
  );
  const logStd = wide[0];
  const actions = Float32Array.from(means, (mean, i) => mean + Math.exp(logStd) * random.normal(3, i));
  const minibatch: Minibatch = {
    size,
    observations,
    actions,
    oldLogProbabilities: Float32Array.from(means, (mean, i) => {
      const z = (actions[i] - mean) / Math.exp(logStd);
      return -0.5 * z * z - logStd - 0.5 * Math.log(2 * Math.PI) + 0.3 * random.normal(4, i);
    }),
    advantages: Float32Array.from({ length: size }, (_, i) =>
      helps ? -Math.sign(random.normal(4, i)) * Math.abs(random.normal(5, i)) : random.normal(5, i),
    ),
    returns: Float32Array.from({ length: size }, (_, i) => 2 * random.normal(6, i)),
    oldValues: Float32Array.from(
      { length: size },
      (_, i) => referenceOutput(wide, architecture, 'value_net', row(i)) + 0.2 * random.normal(7, i),
    ),
  };
  return { parameters, minibatch };
}

/** A stage whose only minibatch is to take the place of the rollout, as it is. */
export function minibatchStage(
  parameters: Float32Array,
  architecture: Architecture,
  { size }: Minibatch,
  hyperparameters: Hyperparameters,
): { readonly task: StageTask; readonly state: EngineState } {
  const zeros = new Float32Array(parameters.length);
  return {
    task: {
      stage: 1,
      seed: 0,
      environment: specification({ count: 1 }),
      normalisation: { norm_obs: false, norm_reward: false },
      exploration: { initial_std: null, action_head_scale: 1 },
      hyperparameters: {
        ...hyperparameters,
        n_steps: size,
        batch_size: size,
        n_epochs: 1,
        learning_rate: constant(0),
        normalize_advantage: false,
      },
    },
    state: {
      architecture,
      parameters,
      optimizer: { step: 0, expAvg: zeros, expAvgSq: zeros },
      environments: null,
    },
  };
}
