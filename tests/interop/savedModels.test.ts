import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decodeModelZip } from '../../src/checkpoint/zip/modelZip';
import { describeWithPython } from './python';

const ACCEPTED: readonly [string, object][] = [
  ['plain', { recipe: { learning_rate: { shape: 'constant', value: 3e-4 } } }],
  ['untrained', { optimizer: { step: 0 }, numTimesteps: 0 }],
  ['relu', { architecture: { netArch: [48, 32], activation: 'relu' } }],
  ['same_towers', { architecture: { netArch: [32], activation: 'tanh' } }],
  ['linear_fn', { recipe: { learning_rate: { shape: 'linear', initial: 1e-3, final: 1e-5 } } }],
  ['linear_schedule', { recipe: { learning_rate: { shape: 'linear', initial: 1e-3, final: 0 } } }],
  ['lambda', { recipe: { learning_rate: 'the Python function <lambda>' }, lastLearningRate: 0 }],
  ['cosine_function', { recipe: { learning_rate: { shape: 'cosine', initial: 3e-4, final: 2e-4 } } }],
  ['linear_function', { recipe: { learning_rate: { shape: 'linear', initial: 5e-4, final: 0 } } }],
  ['numpy_numbers', { recipe: { hyperparameters: { n_steps: 32, ent_coef: 0.25, gamma: 0.98 } } }],
  ['numpy_lambda', { recipe: { learning_rate: 'the Python function <lambda>' } }],
];

const WARNED: readonly [string, RegExp][] = [
  ['linear_schedule', /clip_range is not a constant/],
  ['without_clip_range', /clip_range is not in the zip/],
  ['vecnormalize_rewards', /behind VecNormalize/],
  ['unbounded', /other bounds/],
  ['adam_options', /eps 1e-7.*weight_decay 0\.01/],
];

const REFUSED: readonly [string, RegExp][] = [
  ['towers', /actor's hidden layers are \[32\] and the critic's \[64\]/],
  ['width', /hidden layers are \[600\]/],
  ['depth', /hidden layers are \[16, 16, 16, 16, 16\]/],
  ['activation', /activation function is ELU/],
  ['optimizer', /optimised by RMSprop/],
  ['gsde', /gSDE/],
  ['own_policy', /policy is a class of its own, OwnPolicy/],
  ['own_extractor', /a features extractor of its own, OwnExtractor/],
  ['observations', /observes \(9\)/],
  ['actions', /from -2 to 2/],
  ['discrete', /a Discrete/],
  ['dictionary', /MultiInputActorCriticPolicy/],
  ['cnn', /ActorCriticCnnPolicy/],
  ['a2c', /one of A2C/],
  ['sac', /one of SAC/],
  ['td3', /one of TD3/],
  ['ddpg', /one of DDPG/],
  ['dqn', /one of DQN/],
];

describeWithPython('models of many kinds, saved by Stable-Baselines3', [], (executable) => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'tmd-lab-models-'));
    const script = join(import.meta.dirname, 'save_models.py');
    execFileSync(executable, ['-W', 'ignore', script, folder], { stdio: ['ignore', 'ignore', 'inherit'] });
  }, 300_000);

  const decode = (name: string) => decodeModelZip(Uint8Array.from(readFileSync(join(folder, `${name}.zip`))));

  afterAll(() => rmSync(folder, { recursive: true }));

  test.each(ACCEPTED)('%s is taken over', async (name, expected) => {
    const decoded = await decode(name);
    if (decoded.origin !== 'stable-baselines3') throw new Error('not foreign');
    expect(decoded.model).toMatchObject(expected);
  });

  test.each(WARNED)('%s is taken over with a word', async (name, warning) => {
    expect((await decode(name)).warnings.join(' ')).toMatch(warning);
  });

  test.each(REFUSED)('refused_%s is refused with the reason', async (name, reason) => {
    await expect(decode(`refused_${name}`)).rejects.toThrow(reason);
  });
});
