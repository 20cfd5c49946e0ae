import { describe, expect, test } from 'vitest';
import { constant, cosine, linear, scheduleValue } from '../../../src/curriculum/schedule';
import { ModelZipError, UnsuitableModelError } from '../../../src/sb3/errors';
import { agreesWith } from '../../../src/sb3/likelySchedule';
import { readData } from '../../../src/sb3/modelData';
import { readPolicy } from '../../../src/sb3/stateDict';
import { TorchArchiveWriter } from '../../../src/sb3/torchArchive';
import { foreignData } from '../../support/pythonModel';
import { OBSERVATION_SIZE } from '../../support/v9Building';

/** The models that Stable-Baselines3 1.2, 1.8, 2.0 and 2.9.2 and sb3-contrib saved; observations and buffers are left out. */
function readModel(name: string, changes: Readonly<Record<string, unknown>> = {}) {
  return readData(new TextEncoder().encode(JSON.stringify({ ...foreignData(name), ...changes })));
}

const REMEDY =
  'Nothing stored has changed. Use a model of PPO with "MlpPolicy" that was trained on this task.';

describe('a model that cannot be trained here', () => {
  test.each([
    ['recurrent', 'The model is one of RecurrentPPO, not of PPO.'],
    ['maskable', 'The model is one of MaskablePPO, not of PPO.'],
    ['tqc', 'The model is one of TQC, not of PPO.'],
    ['qrdqn', 'The model is one of QR-DQN, not of PPO.'],
    ['crossq', 'The model is one of CrossQ, not of PPO.'],
    ['ddpg', 'The model is one of DDPG, not of PPO.'],
    ['td3', 'The model is one of TD3, not of PPO.'],
    ['sac', 'The model is one of SAC, not of PPO.'],
    ['dqn', 'The model is one of DQN, not of PPO.'],
    ['trpo', 'The model is one of TRPO, not of PPO.'],
    ['ars', 'The model is one of ARS, not of PPO.'],
    ['a2c', 'The model is one of A2C, not of PPO.'],
    [
      'own_policy',
      'The model\'s policy is a class of its own, OwnPolicy, and this page trains ActorCriticPolicy ("MlpPolicy") only.',
    ],
    [
      'own_extractor',
      "The model sees through a features extractor of its own, OwnExtractor, and this page's policies see the observation itself.",
    ],
    [
      'own_activation',
      "The model's activation function is one of its own, OwnAct, and this page has Tanh and ReLU.",
    ],
  ])('%s is refused by its name', (name, sentence) => {
    expect(() => readModel(name)).toThrow(UnsuitableModelError);
    expect(() => readModel(name)).toThrow(`${sentence} ${REMEDY}`);
  });

  test.each([
    ['recurrent', 'RecurrentPPO'],
    ['tqc', 'TQC'],
    ['qrdqn', 'QR-DQN'],
    ['crossq', 'CrossQ'],
    ['ddpg', 'DDPG'],
    ['sac', 'SAC'],
    ['dqn', 'DQN'],
  ])("with a policy of one's own: %s is told by its keys", (name, algorithm) => {
    const changes = {
      policy_class: foreignData('own_policy').policy_class,
      // Set once it has trained.
      ...(name === 'recurrent' && { _last_lstm_states: null }),
    };
    expect(() => readModel(name, changes)).toThrow(`The model is one of ${algorithm}, not of PPO`);
  });

  test('with a pickle that is not understood, is refused without a guess', () => {
    const broken = { ':type:': "<class 'abc.ABCMeta'>", ':serialized:': 'gAQ/Lg==' };
    expect(() => readModel('vn_reward', { policy_class: broken })).toThrow(
      "The model's policy is a class of its own, and",
    );
    expect(() => readModel('vn_reward', { policy_kwargs: broken })).toThrow(ModelZipError);
  });

  test('with a class that is its own base many times over is answered at once', () => {
    // PROTO 4, then a class of no bases, remembered; each of forty further ones has the one before eight times as its base.
    const make = (bases: string) =>
      `ccloudpickle.cloudpickle\n_make_skeleton_class\n(NX\x03\0\0\0Own(${bases}ttR\x94`;
    const classes = Array.from({ length: 40 }, (_, i) => `0${make(`h${String.fromCharCode(i)}`.repeat(8))}`);
    const policy_class = {
      ':type:': 'a test',
      ':serialized:': btoa(`\x80\x04${make('')}${classes.join('')}.`),
    };
    expect(() => readModel('vn_reward', { policy_class })).toThrow('policy is a class of its own, Own, and');
  });

  test('because actor and critic share layers, says so', async () => {
    const archive = new TorchArchiveWriter();
    archive.pickle.global('collections', 'OrderedDict').emptyTuple().reduce().mark();
    archive.pickle.string('mlp_extractor.shared_net.0.bias');
    archive.tensor({ shape: [8], data: new Float32Array(8) });
    archive.pickle.setItems();
    await expect(
      readPolicy(await archive.finish(), { activation: 'tanh', observationSize: OBSERVATION_SIZE }),
    ).rejects.toThrow(
      "The model's actor and critic share layers, as Stable-Baselines3 1.x could; here each has its own.",
    );
  });
});

describe('a model of PPO', () => {
  test.each(['sb3_1.2', 'sb3_1.8'])('that %s saved is read like any other', (name) => {
    const { recipe, warnings } = readModel(name);
    expect(warnings).toEqual([]);
    expect(recipe.learning_rate).toEqual(constant(3e-4));
    expect(recipe.hyperparameters).toMatchObject({ n_steps: 32, clip_range: 0.2, clip_range_vf: null });
  });

  test("with numpy's numbers has all of them", () => {
    expect(readModel('np_typed').recipe.hyperparameters).toMatchObject({
      n_steps: 32,
      batch_size: 32,
      ent_coef: Math.fround(0.01),
      gamma: 0.98,
    });
  });

  test('without its clip_range is one of PPO, and the setting here applies', () => {
    const { recipe, warnings } = readModel('exclude_clip');
    expect(recipe.hyperparameters.clip_range).toBeUndefined();
    expect(warnings).toEqual(['Its clip_range is not in the zip: the setting on this page applies.']);
  });

  test('behind VecNormalize is taken over with a word that is true of rewards and of folded statistics too', () => {
    expect(readModel('vn_reward').warnings).toEqual([
      'It was trained behind VecNormalize, whose statistics are in another file. If that scaled the observations and is ' +
        'not folded into the first layers, this policy sees other numbers here than it learnt on.',
    ]);
  });
});

describe('a learning rate that is a Python function', () => {
  test.each([
    ['cosine_mid', cosine(3e-4, 2e-4)],
    ['sb3_1.8_cosine', cosine(3e-4, 2e-4)],
    ['sb3_2.0_cosine', cosine(3e-4, 2e-4)],
    ['linear_mid', linear(5e-4, 0)],
  ])('%s is likely what its names and numbers say', (name, schedule) => {
    const { recipe, progressRemaining } = readModel(name);
    expect(recipe.learning_rate).toMatch(/^the Python function (cosine|linear)_schedule\.<locals>/);
    expect(recipe.likelyLearningRate).toEqual(schedule);
    expect(progressRemaining).toBeGreaterThan(0);
    expect(progressRemaining).toBeLessThan(1);
  });

  test('is that only where the optimizer was set to its value', () => {
    const schedule = cosine(3e-4, 2e-4);
    expect(agreesWith(schedule, 0.7, scheduleValue(schedule, 0.7))).toBe(true);
    expect(agreesWith(schedule, 0.7, scheduleValue(linear(3e-4, 2e-4), 0.7))).toBe(false);
    expect(agreesWith(schedule, 0.7, null)).toBe(false);
    expect(agreesWith(schedule, null, 3e-4)).toBe(false);
  });
});
