import { describe, expect, test } from 'vitest';
import { policyController } from '../../../../src/evaluation/controllers/policyController';
import { NO_NORMALISATION } from '../../../../src/ppo/normalisation';
import type { Architecture } from '../../../../src/ppo/parameters';
import { parameterCount, parameterLayout } from '../../../../src/ppo/parameters';
import { expectClose } from '../../../support/expectClose';
import { OBSERVATION_SIZE } from '../../../support/v9Building';

/** A parameter vector with these tensors and zeros elsewhere. */
function parametersWith(architecture: Architecture, tensors: Readonly<Record<string, readonly number[]>>) {
  const parameters = new Float32Array(parameterCount(architecture));
  for (const [name, values] of Object.entries(tensors)) {
    const tensor = parameterLayout(architecture).find((candidate) => candidate.name === name);
    if (tensor?.size !== values.length)
      throw new RangeError(`${name} does not have ${values.length} values.`);
    parameters.set(values, tensor.offset);
  }
  return parameters;
}

function controllerOf(architecture: Architecture, parameters: Float32Array) {
  return policyController({ architecture, parameters, normalisation: NO_NORMALISATION });
}

/** A row of a weight: `value` at the observation's entry, zeros elsewhere. */
const row = (entry: number, value: number) =>
  Array.from({ length: OBSERVATION_SIZE }, (_, i) => (i === entry ? value : 0));

const observation = Float64Array.of(0.5, -1, 0, 0, 0, 0, 0, 2);

/** Two hidden layers of two, worked out by hand below. */
const tensors = {
  'mlp_extractor.policy_net.0.weight': [...row(0, 2), ...row(1, 0.5)],
  'mlp_extractor.policy_net.0.bias': [0.25, -0.25],
  'mlp_extractor.policy_net.2.weight': [1, -1, 0.5, 1],
  'mlp_extractor.policy_net.2.bias': [0, -0.5],
  'action_net.weight': [0.5, -0.25],
  'action_net.bias': [0.125],
};

describe('the policy as a controller', () => {
  test('is the tanh network, linear at its head', () => {
    const architecture: Architecture = {
      observationSize: OBSERVATION_SIZE,
      netArch: [2, 2],
      activation: 'tanh',
    };
    const first = [Math.tanh(1.25), Math.tanh(-0.75)];
    const second = [Math.tanh(first[0] - first[1]), Math.tanh(0.5 * first[0] + first[1] - 0.5)];
    const action = controllerOf(architecture, parametersWith(architecture, tensors))(observation);
    expectClose(action, 0.125 + 0.5 * second[0] - 0.25 * second[1], 1e-15);
  });

  test('is the ReLU network', () => {
    const architecture: Architecture = {
      observationSize: OBSERVATION_SIZE,
      netArch: [2, 2],
      activation: 'relu',
    };
    // First layer: 1.25 and 0 (from -0.75); second: 1.25 and 0.125; head: 0.125 + 0.625 - 0.03125.
    const action = controllerOf(architecture, parametersWith(architecture, tensors))(observation);
    expect(action).toBe(0.71875);
  });

  test('may be linear, without hidden layers', () => {
    const architecture: Architecture = { observationSize: OBSERVATION_SIZE, netArch: [], activation: 'tanh' };
    const parameters = parametersWith(architecture, { 'action_net.weight': row(7, 0.25) });
    expect(controllerOf(architecture, parameters)(observation)).toBe(0.5);
  });

  test.each([
    [4, 1],
    [-4, -1],
  ])('is clipped: a mean of %i acts as %i', (mean, action) => {
    const architecture: Architecture = {
      observationSize: OBSERVATION_SIZE,
      netArch: [2],
      activation: 'tanh',
    };
    const parameters = parametersWith(architecture, { 'action_net.bias': [mean] });
    expect(controllerOf(architecture, parameters)(observation)).toBe(action);
  });

  test('depends on the actor alone, not on its noise or on the critic', () => {
    const architecture: Architecture = {
      observationSize: OBSERVATION_SIZE,
      netArch: [2, 2],
      activation: 'tanh',
    };
    const other = parametersWith(architecture, {
      ...tensors,
      log_std: [1.5],
      'mlp_extractor.value_net.0.bias': [3, -3],
      'value_net.weight': [1, 2],
      'value_net.bias': [7],
    });
    const action = controllerOf(architecture, parametersWith(architecture, tensors))(observation);
    expect(controllerOf(architecture, other)(observation)).toBe(action);
  });

  test('does not follow later changes of the parameters', () => {
    const architecture: Architecture = {
      observationSize: OBSERVATION_SIZE,
      netArch: [2, 2],
      activation: 'tanh',
    };
    const parameters = parametersWith(architecture, tensors);
    const controller = controllerOf(architecture, parameters);
    const action = controller(observation);
    parameters.fill(0);
    expect(controller(observation)).toBe(action);
  });
});
