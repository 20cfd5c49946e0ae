import { describe, expect, test } from 'vitest';
import type { FieldValue } from '../../../src/curriculum/fieldKind';
import { FIELDS } from '../../../src/curriculum/fields';
import { PRESETS } from '../../../src/curriculum/presets';
import { validateSettings } from '../../../src/curriculum/validateSettings';
import { FORTY_STOREYS, TWENTY_STOREYS } from '../../support/buildings';

const { v9, smoke } = PRESETS;

function v9With(changes: Readonly<Record<string, FieldValue>>) {
  return Object.entries(changes).reduce((settings, [path, value]) => {
    const field = FIELDS.find((candidate) => candidate.path === path);
    if (!field) throw new Error(`no field ${path}`);
    return field.set(settings, value);
  }, v9);
}

describe('settings', () => {
  test.each([
    ['v9', v9],
    ['smoke', smoke],
  ])('of the preset %s are valid', (_, settings) => {
    expect(validateSettings(settings)).toEqual([]);
  });

  test.each<[string, FieldValue]>([
    ['run', 'wide-net_2.1'],
    ['run', 'x'.repeat(64)],
    ['run', '...'],
    ['seed', 0],
    ['seed', 4_294_967_295],
    ['n_envs', 1],
    ['policy.net_arch', [8]],
    ['policy.net_arch', [512, 8, 512, 8]],
    ['seismometers', []],
    ['seismometers', [0.01, 12.5, 12.5, 1, 1, 1, 1, 1]],
    ['randomisation.sensor_dropout', 1],
    ['stage1.learning_rate.initial', 1e38],
    ['stage2.learning_rate.final', 0],
    ['stage1.gamma', 1],
    ['stage1.gae_lambda', 0],
    ['stage1.clip_range', 1e-9],
    ['stage1.clip_range_vf', null],
    ['stage1.ent_coef', 0],
    ['stage1.batch_size', 2],
    ['stage1.batch_size', 8192],
    ['stage1.total_timesteps', 1],
    ['stage1.training_records', 6000],
    ['stage4.training_records', 1000],
    ['stage2.training_records', null],
    ['stage1.force_limit_kN', 1],
    ['stage1.earlier_magnitudes', 0],
    ['stage2.earlier_magnitudes', 0.001],
    ['stage4.earlier_magnitudes', 0.9],
  ])('may have %s = %j', (path, value) => {
    expect(validateSettings(v9With({ [path]: value }))).toEqual([]);
  });

  test('have as many actions on their way as a checkpoint has room for', () => {
    const late = (n_envs: number) => ({
      ...smoke,
      n_envs,
      randomisation: { ...smoke.randomisation, latency_steps: 300 },
    });
    expect(validateSettings(late(13_981))).toEqual([]);
    expect(validateSettings(late(13_982))).toEqual([
      {
        path: 'randomisation.latency_steps',
        message: 'randomisation.latency_steps is 300; with 13982 environments only 299 fit in a checkpoint.',
      },
    ]);
  });

  test('have as many records in a stage as fit in memory: those of small magnitudes are short', () => {
    expect(validateSettings(v9With({ 'stage3.training_records': 2001, training_records: 2000 }))).toEqual([
      {
        path: 'stage3.training_records',
        message: 'stage3.training_records is 2001; of M7.4 in stage 3 only 2000 fit in memory.',
      },
      {
        path: 'training_records',
        message: 'training_records is 2000; of M8.4 in stage 4 only 1000 fit in memory.',
      },
    ]);
  });

  test('have as many seismometers as there is room for beside the building', () => {
    const settings = { ...v9, seismometers: [0.1, 1] };
    expect(validateSettings({ ...settings, building: TWENTY_STOREYS })).toEqual([]);
    expect(validateSettings({ ...settings, building: FORTY_STOREYS })).toEqual([
      {
        path: 'seismometers',
        message: 'seismometers are 2; beside a building of 41 degrees of freedom there is room for none.',
      },
    ]);
  });

  test('mix in earlier magnitudes only where there are some', () => {
    const refusal = (path: string, magnitude: string) => [
      {
        path,
        message: `${path} is 0.5; no stage before has a magnitude other than ${magnitude}, so it must be 0.`,
      },
    ];
    const first = 'stage1.earlier_magnitudes';
    expect(validateSettings(v9With({ [first]: 0.5 }))).toEqual(refusal(first, 'M4.5'));
    const second = 'stage2.earlier_magnitudes';
    const alike = v9With({ 'stage2.magnitude': 'M4.5', [second]: 0.5 });
    expect(validateSettings(alike)).toEqual(refusal(second, 'M4.5'));
    expect(validateSettings(v9With({ [second]: 0.5 }))).toEqual([]);
  });

  test.each<[string, FieldValue]>([
    ['run', 'a/b'],
    ['run', '.'],
    ['run', '..'],
    ['run', 'a b'],
    ['run', 'größer'],
    ['run', 'x'.repeat(65)],
    ['run', 'a\n'],
    ['seed', -1],
    ['seed', 4_294_967_296],
    ['seed', 0.5],
    ['n_envs', 0],
    ['stage3.earlier_magnitudes', 1],
    ['stage3.earlier_magnitudes', -0.1],
    ['n_envs', 16_385],
    ['integrator', 'euler'],
    ['spectrum', ''],
    ['policy.net_arch', []],
    ['policy.net_arch', [7]],
    ['seismometers', [0]],
    ['seismometers', [12.6]],
    ['seismometers', [NaN]],
    ['seismometers', 1],
    ['seismometers', [1, 1, 1, 1, 1, 1, 1, 1, 1]],
    ['policy.net_arch', [513]],
    ['policy.net_arch', [64.5]],
    ['policy.net_arch', [64, 64, 64, 64, 64]],
    ['policy.net_arch', 64],
    ['policy.activation_fn', 'gelu'],
    ['policy.log_std_init', NaN],
    ['randomisation.actuator_noise_std', -0.1],
    ['randomisation.latency_steps', 0.5],
    ['randomisation.sensor_noise_std', NaN],
    ['randomisation.sensor_dropout', 1.1],
    ['stage1.magnitude', 'M9'],
    ['stage1.force_limit_kN', 0],
    ['stage1.force_limit_kN', -50],
    ['stage1.force_limit_kN', 62.5],
    ['stage1.total_timesteps', 0],
    ['stage1.n_steps', 0],
    ['stage1.n_steps', 2.5],
    ['stage1.batch_size', 1],
    ['stage1.n_epochs', 0],
    ['stage1.learning_rate.shape', 'exponential'],
    ['stage1.learning_rate.initial', 0],
    ['stage1.learning_rate.initial', -3e-4],
    ['stage1.learning_rate.initial', Infinity],
    ['stage2.learning_rate.final', -1e-9],
    ['stage1.gamma', 0],
    ['stage1.gamma', 1.001],
    ['stage1.gae_lambda', -0.1],
    ['stage1.gae_lambda', 1.1],
    ['stage1.clip_range', 0],
    ['stage1.clip_range', '0.2'],
    ['stage1.clip_range_vf', 0],
    ['stage1.ent_coef', -1],
    ['stage1.vf_coef', NaN],
    ['stage1.vf_coef', null],
    ['stage1.max_grad_norm', 0],
    ['stage1.normalize_advantage', 'yes'],
    ['stage1.target_kl', 0],
  ])('may not have %s = %j', (path, value) => {
    const issues = validateSettings(v9With({ [path]: value }));
    expect(issues.map((issue) => issue.path)).toEqual([path]);
  });

  test('say what is wrong and what to choose', () => {
    const issues = validateSettings(
      v9With({ run: 'a/b', 'stage3.n_steps': 0, 'policy.net_arch': [4], 'stage1.target_kl': -1, seed: NaN }),
    );
    expect(issues.map(({ message }) => message)).toEqual([
      'run is "a/b"; it must be at most 64 letters, digits, "-", "_" and ".", and not "." or "..".',
      'seed is "NaN"; it must be a whole number from 0 to 4294967295.',
      'policy.net_arch is "4"; it must be 1 to 4 whole numbers from 8 to 512, with commas between them, for instance 64,64.',
      'stage1.target_kl is "-1"; it must be a number above 0, or none.',
      'stage3.n_steps is "0"; it must be a whole number from 1 to 16777216.',
    ]);
  });

  test('may not ask for a rollout that does not fit in memory', () => {
    expect(validateSettings(v9With({ n_envs: 16_384, 'stage1.n_steps': 1024 }))).toEqual([
      {
        path: 'stage2.n_steps',
        message: 'stage2.n_steps is 4096; with 16384 environments only 1024 fit in memory.',
      },
      expect.objectContaining({ path: 'stage3.n_steps' }),
      expect.objectContaining({ path: 'stage4.n_steps' }),
    ]);
  });

  test('may not ask for a minibatch that is larger than the rollout', () => {
    expect(validateSettings(v9With({ 'stage1.batch_size': 8193 }))).toEqual([
      {
        path: 'stage1.batch_size',
        message: 'stage1.batch_size is 8193; a rollout has only n_steps x n_envs = 8192 samples.',
      },
    ]);
  });
});
