import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { PRESETS } from '../../../src/curriculum/presets';
import type { Engine, IterationResult } from '../../../src/ppo/engine';
import { TfjsEngine } from '../../../src/ppo/engines/tfjs/tfjsEngine';
import { WasmEngine } from '../../../src/ppo/engines/wasm/wasmEngine';
import { NonFiniteError } from '../../../src/ppo/errors';
import type { EngineState } from '../../../src/ppo/runnerState';
import { findDifference } from '../../../src/trainer/engineCheck';

const reference = () =>
  new WasmEngine({
    threads: 1,
    spawn: () => {
      throw new Error('One thread was asked for.');
    },
  });

beforeAll(async () => {
  await tf.setBackend('cpu');
});

test.each(Object.entries(PRESETS))('two engines that agree have no difference: %s', async (_, settings) => {
  // The reference of the reference: slow, and so with a network that is small.
  const small = { ...settings, policy: { ...settings.policy, net_arch: [16, 16] } };
  expect(await findDifference(new TfjsEngine(() => undefined), reference(), small)).toBeNull();
});

/** An engine that computes as it should, and gives out something else. */
function faulty(change: {
  result?: (r: IterationResult) => IterationResult;
  state?: (s: EngineState) => EngineState;
}): Engine {
  const engine = reference();
  return {
    name: 'faulty',
    begin: (...task) => engine.begin(...task),
    iterate: async (options) => {
      const result = await engine.iterate(options);
      return change.result ? change.result(result) : result;
    },
    snapshot: async () => {
      const state = await engine.snapshot();
      return change.state ? change.state(state) : state;
    },
    dispose: () => engine.dispose(),
  };
}

describe('an engine is not trusted', () => {
  const find = (engine: Engine) => findDifference(engine, reference(), PRESETS.calm);

  test('whose statistics are others', async () => {
    const result = (r: IterationResult) => ({
      ...r,
      statistics: { ...r.statistics, entropy_loss: 1.1 * r.statistics.entropy_loss },
    });
    expect(await find(faulty({ result }))).toMatch(/^entropy_loss is -[\d.]+ instead of -[\d.]+$/);
  });

  test('that saw other observations', async () => {
    const result = (r: IterationResult) => {
      const { observations } = r.moments;
      const covariance = observations.covariance.map((value) => 4 * value);
      return { ...r, moments: { ...r.moments, observations: { ...observations, covariance } } };
    };
    expect(await find(faulty({ result }))).toMatch(/^the deviation of observation \d is /);
  });

  test.each([
    ['zeros', (parameters: Float32Array) => parameters.map(() => 0)],
    ['no step at all', null],
    [
      'a step in the wrong direction',
      (parameters: Float32Array, before: Float32Array) => parameters.map((value, i) => 2 * before[i] - value),
    ],
  ] as const)('whose weights have taken %s', async (_, weights) => {
    let before = new Float32Array();
    const engine = faulty({
      state: (state) => ({ ...state, parameters: weights ? weights(state.parameters, before) : before }),
    });
    const begin = engine.begin.bind(engine);
    engine.begin = (task, state) => {
      before = Float32Array.from(state.parameters);
      return begin(task, state);
    };
    expect(await find(engine)).toMatch(/^the weights after an update are off by [\d.e+]+ of its size$/);
  });

  test('that finds numbers which are not finite', async () => {
    const lost = faulty({
      result: () => {
        throw new NonFiniteError('train/loss');
      },
    });
    expect(await find(lost)).toBe('train/loss is not finite');
    const result = (r: IterationResult) => ({ ...r, statistics: { ...r.statistics, std: NaN } });
    expect(await find(faulty({ result }))).toMatch(/^std is NaN instead of/);
  });
});

test('what breaks while it is looked at is no difference', async () => {
  const broken = faulty({
    result: () => {
      throw new Error('lost');
    },
  });
  await expect(findDifference(broken, reference(), PRESETS.smoke)).rejects.toThrow('lost');
});
