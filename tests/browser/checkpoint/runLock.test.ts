import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { acquireRunLock, isRunLocked, lockedRuns, whenRunIsFree } from '../../../src/checkpoint/runLock';

const never = new AbortController().signal;
const workers: Worker[] = [];
let run: string;

beforeEach(() => {
  run = crypto.randomUUID();
});

afterEach(() => {
  workers.splice(0).forEach((worker) => worker.terminate());
});

/** Another context, as another tab would be: has it the lock? */
async function otherContext(): Promise<{ readonly worker: Worker; readonly hasLock: unknown }> {
  const worker = new Worker(new URL('./lockHolder.ts', import.meta.url), { type: 'module' });
  workers.push(worker);
  const hasLock = new Promise<unknown>((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
  });
  worker.postMessage(run);
  return { worker, hasLock: await hasLock };
}

describe('the lock of a run', () => {
  test('is held by one at a time', async () => {
    const lock = await acquireRunLock(run);
    expect(lock).not.toBeNull();
    expect(await acquireRunLock(run)).toBeNull();
    expect((await otherContext()).hasLock).toBe(false);
    await lock?.release();
  });

  test("is seen among those of all runs, also the default run's", async () => {
    const locks = [await acquireRunLock(run), await acquireRunLock('')];
    expect((await lockedRuns()).sort()).toEqual(['', run]);
    for (const lock of locks) await lock?.release();
    expect(await lockedRuns()).toEqual([]);
  });

  test('can be taken again at once after its release, while someone waits for it', async () => {
    const waiting = whenRunIsFree(run, never);
    for (let i = 0; i < 20; i++) {
      const lock = await acquireRunLock(run);
      const alsoWaiting = whenRunIsFree(run, never);
      expect(lock).not.toBeNull();
      await lock?.release();
      const again = await acquireRunLock(run);
      expect(again).not.toBeNull();
      await again?.release();
      await alsoWaiting;
    }
    await waiting;
  });

  test('leaves other runs alone, also the default one', async () => {
    const lock = await acquireRunLock(run);
    expect(await isRunLocked(`${run}2`)).toBe(false);
    expect(await isRunLocked('')).toBe(false);
    const other = await acquireRunLock(`${run}2`);
    expect(other).not.toBeNull();
    await lock?.release();
    await other?.release();
  });

  test('held in another context is seen, and its release is told', async () => {
    expect(await isRunLocked(run)).toBe(false);
    const { worker, hasLock } = await otherContext();
    expect(hasLock).toBe(true);
    expect(await isRunLocked(run)).toBe(true);
    expect(await acquireRunLock(run)).toBeNull();

    let isFree = false;
    const waiting = whenRunIsFree(run, never).then(() => (isFree = true));
    expect(await isRunLocked(run)).toBe(true);
    expect(isFree).toBe(false);
    worker.postMessage('release');
    await waiting;
    expect(await isRunLocked(run)).toBe(false);
    const lock = await acquireRunLock(run);
    expect(lock).not.toBeNull();
    await lock?.release();
  });

  test('is free again after its holder died', async () => {
    const { worker } = await otherContext();
    const waiting = whenRunIsFree(run, never);
    worker.terminate();
    await waiting;
    const lock = await acquireRunLock(run);
    expect(lock).not.toBeNull();
    await lock?.release();
  });

  test('can be waited for no longer', async () => {
    const lock = await acquireRunLock(run);
    const controller = new AbortController();
    const waiting = whenRunIsFree(run, controller.signal);
    controller.abort(new Error('left the page'));
    await expect(waiting).rejects.toThrow('left the page');
    await lock?.release();
  });
});
