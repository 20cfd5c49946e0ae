import { afterEach, describe, expect, test, vi } from 'vitest';
import { spawnNodeThread } from '../../../../src/cli/nodeThreads';
import type { Engine } from '../../../../src/ppo/engine';
import { CALL, PATIENCE, RECALL } from '../../../../src/ppo/engines/wasm/assembly/plan';
import type { ThreadsInUse } from '../../../../src/ppo/engines/wasm/crew';
import type { ThreadChoice } from '../../../../src/ppo/engines/wasm/threadChoice';
import { allThreads } from '../../../../src/ppo/engines/wasm/threadChoice';
import type { SpawnThread } from '../../../../src/ppo/engines/wasm/threads/thread';
import { WasmEngine } from '../../../../src/ppo/engines/wasm/wasmEngine';
import { EngineError } from '../../../../src/ppo/errors';
import { stateAfter } from '../../../support/engineContract';
import { iterateOnce } from '../../../support/engineParity';
import { misplaceable } from '../../../support/failingThreads';
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
    const { spawn, misplace } = misplaceable(spawnNodeThread);
    const engine = await begin(threads, spawn);
    misplace();
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
    const { spawn, misplace } = misplaceable(spawnNodeThread);
    const engine = await begin(2, spawn);
    misplace();
    const { completed } = await iterateUntilFailure(engine);
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

  test('without a word is not waited for for ever', async () => {
    const engine = await begin(2, ({ memory }) => {
      new Uint32Array(memory.buffer, PATIENCE, 1)[0] = 2;
      return { ready: Promise.resolve(), terminate: () => undefined };
    });
    await expect(iterateOnce(engine, 0)).rejects.toThrow('a thread did not do its part within 30 s');
    expect(await engine.snapshot()).toEqual(await expectedAfter(0));
    engine.dispose();
  });
});

describe('where threads do not start', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  /** @returns why there is one thread, and the state after an iteration on it */
  async function trainAlone(spawn: SpawnThread) {
    const reasons: string[] = [];
    const engine = new WasmEngine({
      threads: 3,
      spawn,
      relaxed: false,
      onThreadsFailed: (reason) => reasons.push(reason),
    });
    await engine.begin(CASE.task, CASE.state);
    await iterateOnce(engine, 0);
    const state = await engine.snapshot();
    engine.dispose();
    return { reasons, state };
  }

  test.each<[string, SpawnThread, RegExp]>([
    [
      'since the host has none',
      () => {
        throw new Error('The object can not be cloned.');
      },
      /^The object can not be cloned\.$/,
    ],
    [
      'since one fails',
      (start, onFailure) => spawnNodeThread(start.thread === 2 ? { ...start, module: {} } : start, onFailure),
      /^A thread of the WebAssembly engine did not start: TypeError/,
    ],
  ])('%s, there is one, and the reason is told', async (_, spawn, expected) => {
    const { reasons, state } = await trainAlone(spawn);
    expect(reasons).toEqual([expect.stringMatching(expected)]);
    expect(state).toEqual(await expectedAfter(1));
  });

  test('since one is never heard of, all are ended, and there is one', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    let ended = 0;
    const training = trainAlone(({ thread }) => {
      const ready = thread === 1 ? Promise.resolve() : new Promise(() => undefined);
      return { ready, terminate: () => ended++ };
    });
    await vi.waitUntil(() => vi.getTimerCount() > 0);
    await vi.advanceTimersByTimeAsync(20_000);
    const { reasons, state } = await training;
    expect(reasons).toEqual(['A thread of the WebAssembly engine did not start within 20 s.']);
    expect(ended).toBe(2);
    expect(state).toEqual(await expectedAfter(1));
  });
});

describe('the threads that work', () => {
  /** Another number for every range. */
  class Changing implements ThreadChoice {
    static readonly #ORDER = [4, 1, 3, 2, 1, 4, 2];
    readonly used = new Set<number>();
    settled = 4;
    #ranges = 0;

    get next(): number {
      return Changing.#ORDER[this.#ranges % Changing.#ORDER.length];
    }

    record(): void {
      this.used.add(this.next);
      this.#ranges++;
      this.settled = this.next;
    }
  }

  test('may change with every range of work, and change no bit', async () => {
    const choices: Changing[] = [];
    const told: ThreadsInUse[] = [];
    const engine = new WasmEngine({
      threads: 4,
      spawn: spawnNodeThread,
      relaxed: false,
      choose: () => {
        const choice = new Changing();
        choices.push(choice);
        return choice;
      },
      onThreadsChosen: (inUse) => told.push(inUse),
    });
    await engine.begin(CASE.task, CASE.state);
    for (let iteration = 0; iteration < 6; iteration++) await iterateOnce(engine, iteration);
    expect(choices.map(({ used }) => used)).toEqual([new Set([4, 1, 3, 2]), new Set([4, 1, 3, 2])]);
    expect(told).toContainEqual({ started: 4, rollout: 1, update: expect.any(Number) as number });
    expect(await engine.snapshot()).toEqual(await expectedAfter(6));
    engine.dispose();
  });

  test('are the only ones that are woken: the others sleep', async () => {
    let shared = new Int32Array();
    const engine = new WasmEngine({
      threads: 4,
      spawn: (start, onFailure) => {
        shared = new Int32Array(start.memory.buffer);
        return spawnNodeThread(start, onFailure);
      },
      relaxed: false,
      choose: () => allThreads(2),
    });
    await engine.begin(CASE.task, CASE.state);
    await iterateOnce(engine, 0);
    // Sleepers are counted by waking them. They find no call, and sleep on.
    await expect.poll(() => Atomics.notify(shared, RECALL / 4)).toBe(2);
    await expect.poll(() => Atomics.notify(shared, CALL / 4)).toBe(1);
    await iterateOnce(engine, 1);
    await expect.poll(() => Atomics.notify(shared, RECALL / 4)).toBe(2);
    expect(await engine.snapshot()).toEqual(await expectedAfter(2));
    engine.dispose();
  });
});
