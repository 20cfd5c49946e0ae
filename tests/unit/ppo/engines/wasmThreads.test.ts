import { describe, expect, test } from 'vitest';
import { spawnNodeThread } from '../../../../src/cli/nodeThreads';
import type { Engine } from '../../../../src/ppo/engine';
import { PATIENCE } from '../../../../src/ppo/engines/wasm/assembly/plan';
import type { SpawnThread } from '../../../../src/ppo/engines/wasm/threads';
import { WasmEngine } from '../../../../src/ppo/engines/wasm/wasmEngine';
import { EngineError } from '../../../../src/ppo/errors';
import { stateAfter } from '../../../support/engineContract';
import { iterateOnce } from '../../../support/engineParity';
import { misplaceOneThread } from '../../../support/failingThreads';
import { parityCase } from '../../../support/parityCases';
import { wasmEngine } from '../../../support/wasmEngines';

/** Many environments, so that every thread soon gets some of them. */
const CASE = parityCase('threads that fail', {
  netArch: [32, 32],
  environment: { count: 100 },
  hyperparameters: { n_steps: 7, batch_size: 256 },
});

async function begin(threads: number, spawn: SpawnThread): Promise<WasmEngine> {
  const engine = new WasmEngine({ threads, spawn, relaxed: false });
  await engine.begin(CASE.task, CASE.state);
  return engine;
}

/** @returns the iterations that were completed before one failed, and of what */
async function iterateUntilFailure(engine: Engine) {
  for (let completed = 0; completed < 200; completed++) {
    try {
      await iterateOnce(engine, completed);
    } catch (error) {
      return { completed, error };
    }
  }
  throw new Error('No iteration failed.');
}

const expectedAfter = (iterations: number) => stateAfter(wasmEngine(1).open, CASE, 0, iterations);

describe('a thread that fails', () => {
  test.each([2, 4])('of %i by a trap ends the iteration, and the state stays', async (threads) => {
    const engine = await begin(threads, misplaceOneThread(spawnNodeThread));
    const { completed, error } = await iterateUntilFailure(engine);
    expect(error).toBeInstanceOf(EngineError);
    expect((error as EngineError).message).toContain(
      'The WebAssembly engine failed: a thread stopped (RuntimeError: memory access out of bounds).',
    );
    expect(await engine.snapshot()).toEqual(await expectedAfter(completed));
    await expect(iterateOnce(engine, completed)).rejects.toBe(error);
    engine.dispose();
  });

  test('leaves an engine that can begin anew', async () => {
    let spawn = misplaceOneThread(spawnNodeThread);
    const engine = await begin(2, (...start) => spawn(...start));
    const { completed } = await iterateUntilFailure(engine);
    spawn = spawnNodeThread;
    await engine.begin(CASE.task, await engine.snapshot());
    await iterateOnce(engine, completed);
    expect(await engine.snapshot()).toEqual(await expectedAfter(completed + 1));
    engine.dispose();
  });

  test('by ending between two jobs is heard of', async () => {
    let end = () => {};
    const engine = await begin(2, (start, onFailure) => {
      end = () => onFailure('it ended with status 1');
      return spawnNodeThread(start, onFailure);
    });
    end();
    await expect(iterateOnce(engine, 0)).rejects.toThrow('a thread stopped (it ended with status 1)');
    expect(await engine.snapshot()).toEqual(await expectedAfter(0));
    engine.dispose();
  });

  test('at its start is an error, and no engine begins', async () => {
    const noModule = {} as WebAssembly.Module;
    const beginning = begin(2, (start, onFailure) =>
      spawnNodeThread({ ...start, module: noModule }, onFailure),
    );
    await expect(beginning).rejects.toThrow(/A thread of the WebAssembly engine did not start: TypeError/);
  });

  test('without a word is not waited for for ever', async () => {
    const engine = await begin(2, ({ memory }) => {
      new Uint32Array(memory.buffer, PATIENCE, 1)[0] = 2;
      return Promise.resolve({ terminate: () => undefined });
    });
    await expect(iterateOnce(engine, 0)).rejects.toThrow('a thread did not do its part within 30 s');
    expect(await engine.snapshot()).toEqual(await expectedAfter(0));
    engine.dispose();
  });
});
