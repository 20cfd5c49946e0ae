import { describe, expect, test } from 'vitest';
import { architectureOf, initialParameters, orthogonal } from '../../../src/ppo/initialPolicy';
import { parameterCount, parameterLayout } from '../../../src/ppo/parameters';
import { RandomStream } from '../../../src/random/stream';
import { OBSERVATION_SIZE } from '../../support/v9Building';

const POLICY = { net_arch: [256, 256, 256], activation_fn: 'tanh', log_std_init: -0.5 } as const;

describe('the layout of the parameters', () => {
  test("is Stable-Baselines3's state_dict, with its 268,291 parameters for three layers of 256", () => {
    const layout = parameterLayout(architectureOf({ policy: POLICY }));
    expect(layout.map(({ name }) => name)).toEqual([
      'log_std',
      'mlp_extractor.policy_net.0.weight',
      'mlp_extractor.policy_net.0.bias',
      'mlp_extractor.policy_net.2.weight',
      'mlp_extractor.policy_net.2.bias',
      'mlp_extractor.policy_net.4.weight',
      'mlp_extractor.policy_net.4.bias',
      'mlp_extractor.value_net.0.weight',
      'mlp_extractor.value_net.0.bias',
      'mlp_extractor.value_net.2.weight',
      'mlp_extractor.value_net.2.bias',
      'mlp_extractor.value_net.4.weight',
      'mlp_extractor.value_net.4.bias',
      'action_net.weight',
      'action_net.bias',
      'value_net.weight',
      'value_net.bias',
    ]);
    expect(parameterCount(architectureOf({ policy: POLICY }))).toBe(268_291);
  });

  test('leaves no gap', () => {
    let end = 0;
    for (const tensor of parameterLayout({
      observationSize: OBSERVATION_SIZE,
      netArch: [64, 32],
      activation: 'relu',
    })) {
      expect(tensor.offset).toBe(end);
      end += tensor.size;
    }
  });
});

describe('the initial policy', () => {
  test.each([
    [8, 8],
    [256, 8],
    [5, 40],
  ])('a %i x %i weight is orthogonal and scaled by the gain', (rows, columns) => {
    const random = new RandomStream(1, 0, 0);
    const matrix = orthogonal(rows, columns, 3, (index) => random.normal(0, index));
    const at = (row: number, column: number) => matrix[row * columns + column];
    const count = Math.min(rows, columns);
    const length = Math.max(rows, columns);
    const entry = (vector: number, i: number) => (rows <= columns ? at(vector, i) : at(i, vector));
    for (let a = 0; a < count; a++) {
      for (let b = 0; b < count; b++) {
        let product = 0;
        for (let i = 0; i < length; i++) product += entry(a, i) * entry(b, i);
        expect(product).toBeCloseTo(a === b ? 9 : 0, 10);
      }
    }
  });

  test('has the gains of Stable-Baselines3, zero biases and the given log_std', () => {
    const parameters = initialParameters({ policy: POLICY, seed: 0 });
    const norms = new Map(
      parameterLayout(architectureOf({ policy: POLICY })).map(({ name, offset, size }) => [
        name,
        Math.hypot(...parameters.subarray(offset, offset + Math.min(size, 256))),
      ]),
    );
    expect(norms.get('log_std')).toBe(0.5);
    expect(norms.get('action_net.weight')).toBeCloseTo(0.01, 8);
    expect(norms.get('value_net.weight')).toBeCloseTo(1, 6);
    expect(norms.get('mlp_extractor.value_net.4.weight')).toBeCloseTo(Math.SQRT2, 6);
    expect(norms.get('mlp_extractor.policy_net.2.bias')).toBe(0);
  });

  test('depends on the seed and on nothing else', () => {
    expect(initialParameters({ policy: POLICY, seed: 4 })).toEqual(
      initialParameters({ policy: POLICY, seed: 4 }),
    );
    expect(initialParameters({ policy: POLICY, seed: 4 })).not.toEqual(
      initialParameters({ policy: POLICY, seed: 5 }),
    );
  });
});
