import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { acquireRunLock, isRunLocked, lockedRuns } from '../../../../src/checkpoint/store/runLock';

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
  const worker = new Worker(new URL('../lockHolder.ts', import.meta.url), { type: 'module' });
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

  test('can be taken again at once after its release', async () => {
    for (let i = 0; i < 20; i++) {
      const lock = await acquireRunLock(run);
      expect(lock).not.toBeNull();
      await lock?.release();
    }
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

  test('held in another context is seen, and free once that releases it', async () => {
    expect(await isRunLocked(run)).toBe(false);
    const { worker, hasLock } = await otherContext();
    expect(hasLock).toBe(true);
    expect(await isRunLocked(run)).toBe(true);
    expect(await acquireRunLock(run)).toBeNull();

    worker.postMessage('release');
    await expect.poll(() => isRunLocked(run)).toBe(false);
    const lock = await acquireRunLock(run);
    expect(lock).not.toBeNull();
    await lock?.release();
  });

  test('is free again after its holder died', async () => {
    const { worker } = await otherContext();
    worker.terminate();
    await expect.poll(() => isRunLocked(run)).toBe(false);
    const lock = await acquireRunLock(run);
    expect(lock).not.toBeNull();
    await lock?.release();
  });
});
