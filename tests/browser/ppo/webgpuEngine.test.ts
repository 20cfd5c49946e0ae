import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requestAdapter } from '../../../src/gpu/adapter';
import { GpuDevice } from '../../../src/gpu/device';
import type { IterationOptions } from '../../../src/ppo/engine';
import { collectRollout } from '../../../src/ppo/engines/tfjs/collectRollout';
import { networkOf, unflatten } from '../../../src/ppo/engines/tfjs/network';
import { Pacer } from '../../../src/ppo/engines/tfjs/pacer';
import { TfjsEngine } from '../../../src/ppo/engines/tfjs/tfjsEngine';
import { WebgpuEngine } from '../../../src/ppo/engines/webgpu/webgpuEngine';
import { generalisedAdvantages } from '../../../src/ppo/gae';
import { parameterLayout } from '../../../src/ppo/parameters';
import { gatherMinibatch } from '../../../src/ppo/rollout';
import type { Rollout } from '../../../src/ppo/rollout';
import { VectorEnvironment } from '../../../src/environment/vectorEnvironment';
import { permutation } from '../../../src/random/permutation';
import { PURPOSE, RandomStream } from '../../../src/random/stream';
import type { EngineCase } from '../../support/engineCases';
import { ENGINE_CASES } from '../../support/engineCases';
import { referenceLoss } from '../../support/referencePpo';

let gpu: GpuDevice;

beforeAll(async () => {
  await tf.setBackend('cpu');
  const adapter = await requestAdapter();
  if (!adapter) throw new Error('no adapter');
  gpu = await GpuDevice.open(adapter);
});

afterAll(() => gpu.device.destroy());

function options(iteration = 0, signal = new AbortController().signal): IterationOptions {
  return { iteration, learningRate: 3e-4, signal, onProgress: () => {} };
}

/** The same rollout in tfjs operations and float64 environments. */
async function referenceRollout({ task, state }: EngineCase): Promise<Rollout> {
  const environment = new VectorEnvironment(task.environment, task.seed, task.stage);
  if (state.environments) environment.restore(state.environments);
  const parameters = tf.tensor1d(state.parameters);
  const tensors = unflatten(parameters, parameterLayout(state.architecture));
  return collectRollout({
    network: networkOf(tensors, state.architecture),
    architecture: state.architecture,
    environment,
    nSteps: task.hyperparameters.n_steps,
    gamma: task.hyperparameters.gamma,
    actionNoise: new RandomStream(task.seed, task.stage, PURPOSE.actionNoise),
    pacer: new Pacer(new AbortController().signal),
    onProgress: () => {},
  });
}

/** Largest difference, relative to the largest magnitude among the expected values. */
function distance(measured: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(measured.length).toBe(expected.length);
  let difference = 0;
  let magnitude = 0;
  for (let i = 0; i < expected.length; i++) {
    difference = Math.max(difference, Math.abs(measured[i] - expected[i]));
    magnitude = Math.max(magnitude, Math.abs(expected[i]));
  }
  expect(magnitude).toBeGreaterThan(0);
  return difference / magnitude;
}

const column = (table: Float32Array, place: number) =>
  Float32Array.from({ length: table.length / 4 }, (_, i) => table[4 * i + place]);

describe.each(ENGINE_CASES)('the fused WebGPU engine, $name', (engineCase) => {
  const { task, state } = engineCase;
  const { hyperparameters } = task;
  const floats = async (engine: WebgpuEngine, name: Parameters<WebgpuEngine['inspect']>[0]) =>
    new Float32Array(await engine.inspect(name));

  test('agrees with tfjs on rollout, advantages, gradient and the whole iteration', async () => {
    const engine = new WebgpuEngine(gpu);
    await engine.begin(task, state);
    const result = await engine.iterate(options());

    const rollout = await referenceRollout(engineCase);
    const transitions = await floats(engine, 'transitions');
    const estimates = await floats(engine, 'estimates');
    expect(distance(await floats(engine, 'observations'), rollout.observations)).toBeLessThan(2e-4);
    expect(distance(column(transitions, 0), rollout.actions)).toBeLessThan(1e-4);
    expect(distance(column(transitions, 1), rollout.logProbabilities)).toBeLessThan(1e-4);
    expect(column(transitions, 3)).toEqual(Float32Array.from(rollout.ends));
    expect(distance(column(estimates, 2), rollout.values)).toBeLessThan(2e-4);
    const expected = generalisedAdvantages(rollout, hyperparameters.gamma, hyperparameters.gae_lambda);
    expect(distance(column(estimates, 0), expected.advantages)).toBeLessThan(2e-4);
    expect(distance(column(estimates, 1), expected.returns)).toBeLessThan(2e-4);
    expect(result.episodes.map(({ l }) => l)).toEqual(rollout.episodes.map(({ l }) => l));
    result.episodes.forEach(({ r }, i) => {
      expect(Math.abs(r / rollout.episodes[i].r - 1)).toBeLessThan(1e-4);
    });

    const reference = new TfjsEngine(() => {});
    await reference.begin(task, state);
    const expectedResult = await reference.iterate(options());
    const [ours, theirs] = [await engine.snapshot(), await reference.snapshot()];
    const moved = (parameters: Float32Array) => parameters.map((value, i) => value - state.parameters[i]);
    expect(distance(moved(ours.parameters), moved(theirs.parameters))).toBeLessThan(0.05);
    expect(distance(ours.parameters, theirs.parameters)).toBeLessThan(2e-4);
    expect(ours.optimizer.step).toBe(theirs.optimizer.step);
    expect(ours.environments?.stageStep).toBe(theirs.environments?.stageStep);
    expect(ours.environments?.record).toEqual(theirs.environments?.record);
    expect(result.epochs).toBe(expectedResult.epochs);
    for (const [key, value] of Object.entries(expectedResult.statistics)) {
      const found = result.statistics[key as keyof typeof result.statistics];
      expect(Math.abs(found - value), key).toBeLessThan(2e-3 * Math.max(1, Math.abs(value)));
    }
    engine.dispose();
    reference.dispose();
  });

  test('has the gradient of a minibatch that float64 has', async () => {
    const one = {
      ...task,
      hyperparameters: {
        ...hyperparameters,
        n_epochs: 1,
        batch_size: task.environment.count * hyperparameters.n_steps,
      },
    };
    const engine = new WebgpuEngine(gpu);
    await engine.begin(one, state);
    await engine.iterate(options());
    const rollout = await referenceRollout(engineCase);
    const samples = rollout.rewards.length;
    const minibatch = gatherMinibatch(
      rollout,
      generalisedAdvantages(rollout, hyperparameters.gamma, hyperparameters.gae_lambda),
      permutation(samples, new RandomStream(task.seed, task.stage, PURPOSE.minibatchOrder).words(0, 0)),
      hyperparameters.normalize_advantage,
    );
    const expected = referenceLoss(
      Float64Array.from(state.parameters),
      state.architecture,
      minibatch,
      one.hyperparameters,
    );
    const gradients = await floats(engine, 'gradients');
    for (const { name, offset, size } of parameterLayout(state.architecture)) {
      if (name === 'log_std') continue;
      const part = expected.gradient.subarray(offset, offset + size);
      expect(distance(gradients.subarray(offset, offset + size), part), name).toBeLessThan(5e-3);
    }
    engine.dispose();
  });

  test('is deterministic, stopped and resumed or not', async () => {
    const run = async (boundary: boolean) => {
      let engine = new WebgpuEngine(gpu);
      await engine.begin(task, state);
      await engine.iterate(options(0));
      if (boundary) {
        const saved = await engine.snapshot();
        engine.dispose();
        engine = new WebgpuEngine(gpu);
        await engine.begin(task, saved);
      }
      await engine.iterate(options(1));
      const end = await engine.snapshot();
      engine.dispose();
      return end;
    };
    const straight = await run(false);
    expect(await run(false)).toEqual(straight);
    expect(await run(true)).toEqual(straight);
  });

  test('an abandoned iteration leaves no trace', async () => {
    const engine = new WebgpuEngine(gpu);
    await engine.begin(task, state);
    await engine.iterate(options(0));
    const before = await engine.snapshot();
    const controller = new AbortController();
    const abandoned = engine.iterate({
      ...options(1, controller.signal),
      onProgress: ({ phase }) => {
        if (phase === 'update') controller.abort();
      },
    });
    const minibatches =
      hyperparameters.n_epochs *
      Math.ceil((task.environment.count * hyperparameters.n_steps) / hyperparameters.batch_size);
    if (minibatches > 1) {
      await expect(abandoned).rejects.toThrow(/abort/i);
      expect((await engine.snapshot()).parameters).toEqual(before.parameters);
      expect((await engine.snapshot()).environments).toEqual(before.environments);
    } else await abandoned;
    engine.dispose();
  });
});
