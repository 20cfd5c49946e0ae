import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sha256 } from '../../../src/checkpoint/sha256';
import { requestAdapter } from '../../../src/gpu/adapter';
import { GpuDevice } from '../../../src/gpu/device';
import type { IterationOptions, UpdateStatistics } from '../../../src/ppo/engine';
import { collectRollout } from '../../../src/ppo/engines/tfjs/collectRollout';
import { networkOf, unflatten } from '../../../src/ppo/engines/tfjs/network';
import { Pacer } from '../../../src/ppo/engines/tfjs/pacer';
import { TfjsEngine } from '../../../src/ppo/engines/tfjs/tfjsEngine';
import { WebgpuEngine } from '../../../src/ppo/engines/webgpu/webgpuEngine';
import { generalisedAdvantages } from '../../../src/ppo/gae';
import { NO_NORMALISATION, scalesOf } from '../../../src/ppo/normalisation';
import { parameterLayout } from '../../../src/ppo/parameters';
import { gatherMinibatch } from '../../../src/ppo/rollout';
import type { EngineState } from '../../../src/ppo/runnerState';
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

function options(
  iteration = 0,
  signal = new AbortController().signal,
  scales = scalesOf(NO_NORMALISATION),
): IterationOptions {
  return { iteration, learningRate: 3e-4, scales, signal, onProgress: () => {} };
}

/** The same rollout in tfjs operations and float64 environments. */
async function referenceRollout({ task, state, scales }: EngineCase): Promise<Rollout> {
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
    scales,
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

function norm(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}

/** All bits of a state in one word: comparing large arrays element by element takes a test library minutes. */
async function fingerprint({ parameters, optimizer, environments }: EngineState): Promise<string> {
  const { expAvg, expAvgSq, step } = optimizer;
  const parts: BlobPart[] = [parameters, expAvg, expAvgSq].map((part) => Float32Array.from(part));
  if (environments) {
    const { structure, record, recordStep, episodeReturn, delayedActions, observations } = environments;
    for (const part of [structure, episodeReturn, delayedActions]) parts.push(Float64Array.from(part));
    for (const part of [record, recordStep]) parts.push(Uint32Array.from(part));
    parts.push(Float32Array.from(observations), Uint32Array.of(environments.stageStep));
  }
  const blob = new Blob([...parts, Uint32Array.of(step)]);
  return sha256(new Uint8Array(await blob.arrayBuffer()));
}

const column = (table: Float32Array, place: number) =>
  Float32Array.from({ length: table.length / 4 }, (_, i) => table[4 * i + place]);

describe.each(ENGINE_CASES)('the fused WebGPU engine, $name', (engineCase) => {
  const { task, state, scales } = engineCase;
  const scaled = options(0, undefined, scales);
  const { hyperparameters } = task;
  const floats = async (engine: WebgpuEngine, name: Parameters<WebgpuEngine['inspect']>[0]) =>
    new Float32Array(await engine.inspect(name));

  test('agrees with tfjs on rollout, advantages, gradient and the whole iteration', async () => {
    const engine = new WebgpuEngine(gpu);
    await engine.begin(task, state);
    const result = await engine.iterate(scaled);

    const rollout = await referenceRollout(engineCase);
    const transitions = await floats(engine, 'transitions');
    const estimates = await floats(engine, 'estimates');
    // A baseline's lie behind them.
    const observations = (await floats(engine, 'observations')).subarray(0, rollout.observations.length);
    expect(distance(observations, rollout.observations)).toBeLessThan(2e-5);
    expect(distance(column(transitions, 0), rollout.actions)).toBeLessThan(2e-5);
    expect(distance(column(transitions, 1), rollout.logProbabilities)).toBeLessThan(2e-5);
    expect(column(transitions, 3)).toEqual(Float32Array.from(rollout.ends));
    expect(distance(column(estimates, 2), rollout.values)).toBeLessThan(2e-5);
    const expected = generalisedAdvantages(rollout, hyperparameters.gamma, hyperparameters.gae_lambda);
    expect(distance(column(estimates, 0), expected.advantages)).toBeLessThan(2e-5);
    expect(distance(column(estimates, 1), expected.returns)).toBeLessThan(2e-5);
    expect(result.episodes.map(({ l }) => l)).toEqual(rollout.episodes.map(({ l }) => l));
    result.episodes.forEach(({ r }, i) => {
      expect(Math.abs(r / rollout.episodes[i].r - 1)).toBeLessThan(2e-5);
    });

    const reference = new TfjsEngine(() => {});
    await reference.begin(task, state);
    const expectedResult = await reference.iterate(scaled);
    const [ours, theirs] = [await engine.snapshot(), await reference.snapshot()];
    // Adam moves by the sign of a gradient, so one that is nearly zero may go either way: together, they agree.
    const moved = theirs.parameters.map((value, i) => value - state.parameters[i]);
    const missed = theirs.parameters.map((value, i) => value - ours.parameters[i]);
    expect(norm(missed) / norm(moved)).toBeLessThan(1e-3);
    expect(distance(ours.parameters, theirs.parameters)).toBeLessThan(2e-5);
    expect(ours.optimizer.step).toBe(theirs.optimizer.step);
    expect(ours.environments?.stageStep).toBe(theirs.environments?.stageStep);
    expect(ours.environments?.record).toEqual(theirs.environments?.record);
    expect(result.epochs).toBe(expectedResult.epochs);
    for (const key of Object.keys(expectedResult.statistics) as (keyof UpdateStatistics)[]) {
      const value = expectedResult.statistics[key];
      const missed = Math.abs(result.statistics[key] - value);
      expect(missed, key).toBeLessThan(1e-4 * Math.max(1, Math.abs(value)));
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
    await engine.iterate(scaled);
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
      expect(distance(gradients.subarray(offset, offset + size), part), name).toBeLessThan(2e-5);
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
      const end = await fingerprint(await engine.snapshot());
      engine.dispose();
      return end;
    };
    const straight = await run(false);
    expect(await run(false)).toBe(straight);
    expect(await run(true)).toBe(straight);
    expect(straight).not.toBe(await fingerprint(state));
  });

  test('an abandoned iteration leaves no trace', async () => {
    const engine = new WebgpuEngine(gpu);
    await engine.begin(task, state);
    await engine.iterate(options(0));
    const before = await fingerprint(await engine.snapshot());
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
      expect(await fingerprint(await engine.snapshot())).toBe(before);
    } else await abandoned;
    engine.dispose();
  });
});
