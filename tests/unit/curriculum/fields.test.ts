import { describe, expect, test } from 'vitest';
import { FIELDS, RUN_FIELDS, stageFields } from '../../../src/curriculum/fields';
import { PRESETS } from '../../../src/curriculum/presets';
import { constant } from '../../../src/curriculum/schedule';
import type { RunSettings } from '../../../src/curriculum/settings';

const { v9 } = PRESETS;

function field(path: string) {
  const found = FIELDS.find((candidate) => candidate.path === path);
  if (!found) throw new Error(`no field ${path}`);
  return found;
}

describe('the fields', () => {
  test('have each path once', () => {
    const paths = FIELDS.map(({ path }) => path);
    expect(new Set(paths).size).toBe(paths.length);
    expect(paths).toEqual(expect.arrayContaining(['seed', 'policy.net_arch', 'randomisation.latency_steps']));
    expect(FIELDS).toHaveLength(RUN_FIELDS.length + 1 + 4 * (stageFields(1).length + 2));
  });

  test.each([
    ['run', ''],
    ['n_envs', 4],
    ['integrator', 'newmark'],
    ['policy.net_arch', [256, 256, 256]],
    ['randomisation.sensor_dropout', 0],
    ['stage1.force_limit_kN', 50],
    ['stage2.magnitude', 'M5.7'],
    ['stage3.n_steps', 8192],
    ['stage4.clip_range_vf', 0.15],
    ['stage4.target_kl', null],
    ['stage2.learning_rate.shape', 'cosine'],
    ['stage2.learning_rate.initial', 3e-4],
    ['stage2.learning_rate.final', 2e-4],
    ['stage1.learning_rate.initial', 3e-4],
    ['stage1.learning_rate.final', undefined],
    ['stage1.own_training', ''],
  ])('%s of v9 is %j', (path, value) => {
    expect(field(path).get(v9)).toEqual(value);
  });

  test.each([
    ['seed', 7, { ...v9, seed: 7 }],
    ['policy.activation_fn', 'relu', { ...v9, policy: { ...v9.policy, activation_fn: 'relu' } }],
    ['randomisation.latency_steps', 2, { ...v9, randomisation: { ...v9.randomisation, latency_steps: 2 } }],
    ['stage2.force_limit_kN', 80, withStage2({ force_limit_kN: 80 })],
    ['stage2.gamma', 0.9, withStage2({ hyperparameters: { ...v9.stages[1].hyperparameters, gamma: 0.9 } })],
  ])('setting %s changes it and nothing else, in a copy', (path, value, expected) => {
    const before = structuredClone(v9);
    expect(field(path).set(v9, value)).toEqual(expected);
    expect(v9).toEqual(before);
  });

  test('a schedule that becomes constant keeps its initial value, and back', () => {
    const rate = (settings: RunSettings) => settings.stages[1].hyperparameters.learning_rate;
    const flat = field('stage2.learning_rate.shape').set(v9, 'constant');
    expect(rate(flat)).toEqual(constant(3e-4));
    const faster = field('stage2.learning_rate.initial').set(flat, 1e-3);
    expect(rate(faster)).toEqual(constant(1e-3));
    const sloping = field('stage2.learning_rate.shape').set(faster, 'linear');
    expect(rate(sloping)).toEqual({ shape: 'linear', initial: 1e-3, final: 1e-3 });
    expect(rate(field('stage2.learning_rate.final').set(sloping, 0))).toEqual({
      shape: 'linear',
      initial: 1e-3,
      final: 0,
    });
  });
});

function withStage2(change: Partial<RunSettings['stages'][number]>): RunSettings {
  const [one, two, three, four] = v9.stages;
  return { ...v9, stages: [one, { ...two, ...change }, three, four] };
}
