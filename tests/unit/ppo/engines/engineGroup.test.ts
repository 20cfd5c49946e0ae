import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { EngineGroup } from '../../../../src/ppo/engines/webgpu/engineGroup';
import { WebgpuEngine } from '../../../../src/ppo/engines/webgpu/webgpuEngine';
import { DeviceMemoryError } from '../../../../src/ppo/errors';
import { instantGpu, stubGpuConstants } from '../../../support/instantGpu';
import { LEARNING_RATE, NO_SCALES, SMALL_CASE } from '../../../support/parityCases';

let unstub: () => void;

beforeEach(() => {
  unstub = stubGpuConstants();
  vi.useFakeTimers();
});

afterEach(() => {
  unstub();
  vi.useRealTimers();
});

/** Engines of one group that have begun a stage, and what tells how many of them an iteration is for. */
async function begun(count: number) {
  const { gpu, counts } = instantGpu();
  const onDispose = vi.fn();
  const group = new EngineGroup(gpu, { most: count, onDispose });
  const engines = Array.from({ length: count }, () => new WebgpuEngine(group));
  for (const engine of engines) await engine.begin(SMALL_CASE.task, SMALL_CASE.state);
  return { engines, counts, onDispose };
}

/** One iteration, and whether it is over. */
function iterate(engine: WebgpuEngine, signal = new AbortController().signal) {
  const ended = { isOver: false, error: null as unknown };
  const options = { iteration: 0, learningRate: LEARNING_RATE, scales: NO_SCALES, signal };
  engine.iterate({ ...options, onProgress: () => undefined }).then(
    () => (ended.isOver = true),
    (error: unknown) => Object.assign(ended, { isOver: true, error }),
  );
  return ended;
}

const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

describe('an iteration of a group', () => {
  test('begins once all have asked for it', async () => {
    const { engines, counts } = await begun(2);
    const first = iterate(engines[0]);
    await pass(1000);
    expect([first.isOver, counts.dispatches]).toEqual([false, 0]);
    const second = iterate(engines[1]);
    await pass(1000);
    expect([first, second]).toEqual([
      { isOver: true, error: null },
      { isOver: true, error: null },
    ]);
  });

  test('waits ten seconds for one that is away, and then no more until it is back', async () => {
    const { engines } = await begun(2);
    const first = iterate(engines[0]);
    await pass(9000);
    expect(first.isOver).toBe(false);
    await pass(2000);
    expect(first.isOver).toBe(true);
    const second = iterate(engines[0]);
    await pass(100);
    expect(second.isOver).toBe(true);
    // Back again, it is waited for as all others are.
    const back = iterate(engines[1]);
    await pass(100);
    expect(back.isOver).toBe(false);
    const third = iterate(engines[0]);
    await pass(100);
    expect([back.isOver, third.isOver]).toEqual([true, true]);
  });

  test('waits for nobody who is gone, nor for a run that an interrupt has ended meanwhile', async () => {
    const { engines, onDispose } = await begun(3);
    const [one, two, three] = engines;
    const controller = new AbortController();
    const aborted = iterate(one, controller.signal);
    const waiting = iterate(two);
    await pass(100);
    controller.abort(new Error('enough'));
    await pass(0);
    expect(aborted).toEqual({ isOver: true, error: controller.signal.reason as unknown });
    one.dispose();
    three.dispose();
    await pass(100);
    expect(waiting).toEqual({ isOver: true, error: null });
    expect(onDispose).not.toHaveBeenCalled();
    two.dispose();
    expect(onDispose).toHaveBeenCalledOnce();
  });

  test('that is waited for ends when its engine is disposed of', async () => {
    const { engines } = await begun(2);
    const waiting = iterate(engines[0]);
    engines[0].dispose();
    await pass(0);
    expect(waiting).toMatchObject({ isOver: true, error: new Error('The engine was disposed of.') });
    await expect(engines[0].snapshot()).rejects.toThrow('has not begun a stage');
  });
});

describe('memory', () => {
  const { task, state } = SMALL_CASE;

  /** Bytes of a stage's buffers with room for so many runs. */
  async function bytesFor(runs: number): Promise<number> {
    const engine = new WebgpuEngine(new EngineGroup(instantGpu().gpu, { most: runs }));
    await engine.begin(task, state);
    return engine.memoryBytes;
  }

  /** An engine that begins a stage, and how far it is. */
  function beginner(group: EngineGroup) {
    const onWait = vi.fn();
    const engine = new WebgpuEngine(group, onWait);
    const began = { isOver: false, error: null as unknown };
    const begin = (): void => {
      began.isOver = false;
      engine.begin(task, state).then(
        () => Object.assign(began, { isOver: true }),
        (error: unknown) => Object.assign(began, { isOver: true, error }),
      );
    };
    return { engine, onWait, began, begin };
  }

  test('for fewer: as many train side by side, and the next one begins when one of them ends', async () => {
    const { gpu } = instantGpu(await bytesFor(2));
    const group = new EngineGroup(gpu, { most: 4 });
    const runs = Array.from({ length: 4 }, () => beginner(group));
    const [one, two, three, four] = runs;
    for (const { begin } of runs) begin();
    await pass(100);
    expect(runs.map(({ began }) => began.isOver)).toEqual([true, true, false, false]);
    // Those that have begun do not wait for the one that waits for memory, nor for one behind it once they have waited enough.
    const iterations = [iterate(one.engine), iterate(two.engine)];
    await pass(11_000);
    expect(iterations.map(({ isOver }) => isOver)).toEqual([true, true]);
    one.engine.dispose();
    await pass(100);
    expect(runs.map(({ began }) => began.isOver)).toEqual([true, true, true, false]);
    two.engine.dispose();
    await pass(100);
    expect(runs.map(({ began }) => began)).toEqual(Array(4).fill({ isOver: true, error: null }));
    expect(runs.map(({ onWait }) => onWait.mock.calls.length)).toEqual([0, 0, 1, 1]);
    // What waited trains, and gives everything back.
    const later = [iterate(three.engine), iterate(four.engine)];
    await pass(100);
    expect(later.map(({ isOver }) => isOver)).toEqual([true, true]);
    for (const { engine } of [three, four]) engine.dispose();
    const again = beginner(new EngineGroup(gpu, { most: 2 }));
    again.begin();
    await pass(100);
    expect(again.began).toEqual({ isOver: true, error: null });
  });

  test('a run that goes to its next stage lets in who waits, and has its own turn after that', async () => {
    const { gpu } = instantGpu(await bytesFor(1));
    const group = new EngineGroup(gpu, { most: 2 });
    const [one, two] = [beginner(group), beginner(group)];
    one.begin();
    two.begin();
    await pass(100);
    expect(two.began.isOver).toBe(false);
    one.begin();
    await pass(100);
    expect([two.began, one.onWait.mock.calls.length]).toEqual([{ isOver: true, error: null }, 1]);
    two.engine.dispose();
    await pass(100);
    expect(one.began).toEqual({ isOver: true, error: null });
  });

  test('for none is an error of that run alone, which says how much it takes', async () => {
    const bytes = await bytesFor(1);
    const { gpu } = instantGpu(bytes - 1);
    const lone = beginner(new EngineGroup(gpu));
    lone.begin();
    await pass(100);
    expect(lone.began.error).toBeInstanceOf(DeviceMemoryError);
    expect(lone.began.error).toMatchObject({ bytes });
    expect(String(lone.began.error)).toContain(`needs ${Math.ceil(bytes / 2 ** 20)} MiB`);
    expect(() => gpu.check()).not.toThrow();
  });
});
