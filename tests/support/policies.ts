import type { TrainedPolicy } from '../../src/ppo/foldedNetwork';
import { NO_NORMALISATION } from '../../src/ppo/normalisation';
import type { Architecture } from '../../src/ppo/parameters';
import { parameterCount, parameterLayout } from '../../src/ppo/parameters';
import { OBSERVATION_SIZE } from './v9Building';

const architecture: Architecture = { observationSize: OBSERVATION_SIZE, netArch: [4], activation: 'tanh' };

/** A policy whose mean action is the same for every observation. */
export function constantPolicy(action: number): TrainedPolicy {
  const parameters = new Float32Array(parameterCount(architecture));
  const bias = parameterLayout(architecture).find(({ name }) => name === 'action_net.bias');
  parameters[bias?.offset ?? NaN] = action;
  return { architecture, parameters, normalisation: NO_NORMALISATION };
}

/** A policy without hidden layers: the action is linear in the observation, and clipped. */
export function linearPolicy(gains: readonly number[]): TrainedPolicy {
  const linear: Architecture = { observationSize: OBSERVATION_SIZE, netArch: [], activation: 'tanh' };
  const parameters = new Float32Array(parameterCount(linear));
  const weight = parameterLayout(linear).find(({ name }) => name === 'action_net.weight');
  parameters.set(gains, weight?.offset);
  return { architecture: linear, parameters, normalisation: NO_NORMALISATION };
}
