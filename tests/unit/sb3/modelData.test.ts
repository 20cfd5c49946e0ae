import { describe, expect, test } from 'vitest';
import { ModelZipError } from '../../../src/sb3/errors';
import { readData } from '../../../src/sb3/modelData';
import { encodeCheckpoint } from '../../../src/checkpoint/zip/modelZip';
import { writePickled } from '../../../src/sb3/pickledValue';
import type { PickleWriter } from '../../../src/sb3/pickleWriter';
import { readZip } from '../../../src/sb3/zipReader';
import { exampleCheckpoint } from '../../support/checkpoints';

const files = await readZip(await encodeCheckpoint(exampleCheckpoint()), { entries: 16, totalSize: 1e8 });
const original = JSON.parse(new TextDecoder().decode(files.get('data'))) as Record<string, unknown>;

function readWith(changes: Readonly<Record<string, unknown>>) {
  return readData(new TextEncoder().encode(JSON.stringify({ ...original, ...changes })));
}

const value = (write: (pickle: PickleWriter) => PickleWriter) => writePickled('a test', write);
const global = (module: string, name: string) => value((pickle) => pickle.global(module, name));

function box(bounds: readonly number[], { dtype = '<f4', sign = -1 } = {}) {
  return value((pickle) => {
    pickle.global('gymnasium.spaces.box', 'Box').mark();
    for (const side of [sign, 1]) {
      pickle.global('numpy', 'array').mark().emptyList().mark();
      for (const bound of bounds) pickle.float(side * bound);
      pickle.appends().string(dtype).tuple().reduce();
    }
    pickle.mark().integer(bounds.length).tuple();
    return pickle.global('numpy', 'dtype').mark().string(dtype).tuple().reduce().tuple().reduce();
  });
}

function kwargs(key: string, module: string, name: string) {
  return value((pickle) => pickle.emptyDict().mark().string(key).global(module, name).setItems());
}

describe('what a model says of itself', () => {
  test('is read back from what this page writes', () => {
    const { activation, numTimesteps, warnings, recipe } = readWith({});
    expect({ activation, numTimesteps, warnings }).toEqual({
      activation: 'tanh',
      numTimesteps: 384,
      warnings: [],
    });
    const { learning_rate, ...hyperparameters } = exampleCheckpoint().settings.stages[1].hyperparameters;
    expect(recipe).toEqual({ learning_rate, hyperparameters, likelyLearningRate: null });
  });

  test.each([
    ['DQN', { exploration_fraction: 0.1 }, /one of DQN, not of PPO/],
    ['SAC', { target_entropy: 'auto' }, /one of SAC/],
    ['RecurrentPPO', { _last_lstm_states: null }, /one of RecurrentPPO/],
    ['gSDE', { use_sde: true }, /gSDE/],
    [
      'a CNN policy',
      { policy_class: global('stable_baselines3.common.policies', 'ActorCriticCnnPolicy') },
      /policy is ActorCriticCnnPolicy/,
    ],
    [
      'a CNN in front of the policy',
      {
        policy_kwargs: kwargs(
          'features_extractor_class',
          'stable_baselines3.common.torch_layers',
          'NatureCNN',
        ),
      },
      /sees through a NatureCNN/,
    ],
    [
      'another activation',
      { policy_kwargs: kwargs('activation_fn', 'torch.nn.modules.activation', 'ELU') },
      /activation function is ELU/,
    ],
    [
      'another optimizer',
      { policy_kwargs: kwargs('optimizer_class', 'torch.optim.rmsprop', 'RMSprop') },
      /RMSprop/,
    ],
    ['more observations', { observation_space: box(new Array<number>(9).fill(1)) }, /observes \(9\)/],
    ['more actions', { action_space: box([1, 1]) }, /actions have the shape \(2\)/],
    ['other action bounds', { action_space: box([2]) }, /goes from -2 to 2/],
    ['one-sided actions', { action_space: box([1], { sign: 0 }) }, /goes from -?0 to 1/],
    ['images', { observation_space: box(new Array<number>(8).fill(255), { dtype: '|u1' }) }, /"\|u1"/],
    [
      'discrete actions',
      {
        action_space: value((pickle) =>
          pickle.global('gymnasium.spaces.discrete', 'Discrete').mark().integer(2).tuple().reduce(),
        ),
      },
      /action space of the model is a Discrete/,
    ],
    ['no spaces', { observation_space: null }, /no observation space/],
    ['a class of its own', { policy_class: global('os', 'system') }, /policy is a class of its own, system,/],
    [
      "a name that is no model file's",
      { observation_space: global('os', 'system') },
      /names "os system", which no PPO checkpoint needs/,
    ],
  ])('refuses %s with the reason', (_, changes, message) => {
    expect(() => readWith(changes)).toThrow(ModelZipError);
    expect(() => readWith(changes)).toThrow(message);
  });

  test('warns of other bounds and of clip ranges that change', () => {
    const linear = value((pickle) =>
      pickle
        .global('stable_baselines3.common.utils', 'LinearSchedule')
        .mark()
        .float(0.2)
        .float(0)
        .float(1)
        .tuple()
        .reduce(),
    );
    const { warnings, recipe } = readWith({
      observation_space: box(new Array<number>(8).fill(1)),
      clip_range: linear,
    });
    expect(warnings).toEqual([
      expect.stringMatching(/other bounds/),
      expect.stringMatching(/clip_range is not a constant/),
    ]);
    expect(recipe.hyperparameters.clip_range).toBeUndefined();
  });

  test("keeps a prototype's name what it is: an unknown key", () => {
    expect(
      readData(
        new TextEncoder().encode(JSON.stringify(original).replace('{', '{"__proto__": {"n_steps": 1}, ')),
      ).recipe,
    ).toEqual(readWith({}).recipe);
  });
});
