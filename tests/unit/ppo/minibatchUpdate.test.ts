import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { PRESETS } from '../../../src/curriculum/presets';
import type { Hyperparameters } from '../../../src/curriculum/hyperparameters';
import { adamStep, clipGradientNorm } from '../../../src/ppo/engines/tfjs/adam';
import type { Architecture } from '../../../src/ppo/parameters';
import { minibatchFixture } from '../../support/minibatchFixture';
import type { ReferenceOptimizer } from '../../support/referencePpo';
import { finiteDifferences, referenceAdam, referenceLoss } from '../../support/referencePpo';
import { OBSERVATION_SIZE } from '../../support/v9Building';

const V9 = PRESETS.v9.stages[0].hyperparameters;

const CASES: readonly [string, Architecture, Hyperparameters][] = [
  ['tanh', { observationSize: OBSERVATION_SIZE, netArch: [12, 10], activation: 'tanh' }, V9],
  ['relu', { observationSize: OBSERVATION_SIZE, netArch: [9], activation: 'relu' }, V9],
  [
    'no value clipping',
    { observationSize: OBSERVATION_SIZE, netArch: [8, 8, 8], activation: 'tanh' },
    { ...V9, clip_range_vf: null },
  ],
];

describe('reference gradients against finite differences', () => {
  test.each(CASES)('%s', (_, architecture, hyperparameters) => {
    const { parameters, minibatch } = minibatchFixture(architecture);
    const at = Float64Array.from(parameters);
    const { gradient } = referenceLoss(at, architecture, minibatch, hyperparameters);
    const expected = finiteDifferences(at, architecture, minibatch, hyperparameters);
    gradient.forEach((value, i) => expect(Math.abs(value - expected[i])).toBeLessThan(1e-6));
    expect(gradient.some((g) => Math.abs(g) > 1e-2)).toBe(true);
  });
});

test('clipping and Adam in tfjs are those of the reference', async () => {
  await tf.setBackend('cpu');
  for (const [, architecture, hyperparameters] of CASES) {
    const { parameters, minibatch } = minibatchFixture(architecture);
    const wide = Float64Array.from(parameters);
    const { gradient } = referenceLoss(wide, architecture, minibatch, hyperparameters);
    const start = tf.tensor1d(parameters);
    const zeros = tf.zerosLike(start);
    let reference: ReferenceOptimizer = {
      parameters: Float64Array.from(parameters),
      expAvg: new Float64Array(parameters.length),
      expAvgSq: new Float64Array(parameters.length),
      step: 0,
    };
    let trained = { parameters: start, expAvg: zeros, expAvgSq: zeros };
    for (let step = 1; step <= 3; step++) {
      // A gradient of the same order as Adam's epsilon would hide mistakes in either: scale it down at every step.
      const scale = 10 ** (1 - step);
      reference = referenceAdam(
        reference,
        gradient.map((g) => g * scale),
        1e-2,
        0.5,
      );
      trained = adamStep(
        trained,
        clipGradientNorm(tf.tensor1d(Float32Array.from(gradient, (g) => g * scale)), 0.5),
        step,
        1e-2,
      );
    }
    const result = await trained.parameters.data();
    const moved = reference.parameters.map((value, i) => value - parameters[i]);
    expect(moved.some((value) => Math.abs(value) > 1e-2)).toBe(true);
    moved.forEach((value, i) => expect(Math.abs(result[i] - parameters[i] - value)).toBeLessThan(2e-6));
  }
});
