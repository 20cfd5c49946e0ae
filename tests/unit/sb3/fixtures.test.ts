import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parameterLayout } from '../../../src/ppo/parameters';
import { decodeModelZip } from '../../../src/checkpoint/zip/modelZip';
import { referenceOutput } from '../../support/referencePpo';

/** Zips that Stable-Baselines3 wrote, and what Python read back from them. */
interface Fixture {
  readonly num_timesteps: number;
  readonly _n_updates: number;
  readonly observations: readonly number[][];
  readonly deterministic_action: readonly number[][];
  readonly value: readonly number[][];
  readonly tensors: Readonly<Record<string, { readonly sha256: string; readonly shape: readonly number[] }>>;
  readonly adam: Readonly<
    Record<
      string,
      { readonly step: number; readonly exp_avg: { sha256: string }; readonly exp_avg_sq: { sha256: string } }
    >
  >;
}

const folder = resolve(import.meta.dirname, '../../golden/sb3');
const sha256 = (data: Float32Array) =>
  createHash('sha256').update(new Uint8Array(data.slice().buffer)).digest('hex');

describe.each(['ppo_float_lr', 'ppo_closure_lr'])('the zip %s of Stable-Baselines3', async (name) => {
  const expected = JSON.parse(readFileSync(resolve(folder, `${name}.json`), 'utf8')) as Fixture;
  const decoded = await decodeModelZip(Uint8Array.from(readFileSync(resolve(folder, `${name}.zip`))));
  if (decoded.origin !== 'stable-baselines3') throw new Error('not foreign');
  const { architecture, parameters, optimizer, numTimesteps, nUpdates } = decoded.model;
  const layout = parameterLayout(architecture);

  test('every tensor and moment has the SHA-256 that Python found', () => {
    expect(layout.map((tensor) => tensor.name)).toEqual(Object.keys(expected.tensors));
    for (const { name: tensor, offset, size, shape } of layout) {
      const part = (values: Float32Array) => sha256(values.subarray(offset, offset + size));
      expect(expected.tensors[tensor].shape).toEqual(shape);
      expect(part(parameters)).toBe(expected.tensors[tensor].sha256);
      expect(part(optimizer.expAvg)).toBe(expected.adam[tensor].exp_avg.sha256);
      expect(part(optimizer.expAvgSq)).toBe(expected.adam[tensor].exp_avg_sq.sha256);
      expect(optimizer.step).toBe(expected.adam[tensor].step);
    }
  });

  test('the counters go on', () => {
    expect(numTimesteps).toBe(expected.num_timesteps);
    expect(nUpdates).toBe(expected._n_updates);
  });

  test('deterministic actions and values agree to 1e-5', () => {
    const wide = Float64Array.from(parameters);
    expected.observations.forEach((observation, i) => {
      const action = referenceOutput(wide, architecture, 'policy_net', observation);
      const value = referenceOutput(wide, architecture, 'value_net', observation);
      expect(Math.abs(Math.min(1, Math.max(-1, action)) - expected.deterministic_action[i][0])).toBeLessThan(
        1e-5,
      );
      expect(Math.abs(value - expected.value[i][0])).toBeLessThan(1e-5);
    });
  });
});

test('what was set is taken over, and a learning rate that is a Python function as what it is', async () => {
  const recipeOf = async (name: string) => {
    const decoded = await decodeModelZip(Uint8Array.from(readFileSync(resolve(folder, `${name}.zip`))));
    if (decoded.origin !== 'stable-baselines3') throw new Error('not foreign');
    expect(decoded.warnings).toEqual([]);
    return decoded.model;
  };
  const { recipe } = await recipeOf('ppo_float_lr');
  expect(recipe.learning_rate).toEqual({ shape: 'constant', value: 3e-4 });
  expect(recipe.hyperparameters).toMatchObject({ clip_range: 0.2, clip_range_vf: 0.15, target_kl: null });

  const closure = await recipeOf('ppo_closure_lr');
  expect(closure.recipe.learning_rate).toEqual({ shape: 'linear', initial: 5e-4, final: 0 });
  const expected = JSON.parse(readFileSync(resolve(folder, 'ppo_closure_lr.json'), 'utf8')) as {
    hyper: Record<string, number>;
  };
  const { n_envs, ...hyperparameters } = expected.hyper;
  expect(n_envs).toBe(4);
  expect(closure.recipe.hyperparameters).toMatchObject(hyperparameters);
  expect(closure.lastLearningRate).toBeGreaterThan(0);
  expect(closure.lastLearningRate).toBeLessThan(5e-4);
});
