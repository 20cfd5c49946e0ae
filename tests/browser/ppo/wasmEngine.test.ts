import { expect, test } from 'vitest';
import type { EngineOrder, EngineReport } from './engineWorker';

function train(order: Partial<EngineOrder>): Promise<EngineReport> {
  const worker = new Worker(new URL('./engineWorker.ts', import.meta.url), { type: 'module' });
  return new Promise<EngineReport>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<EngineReport>) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
    const whole: EngineOrder = { threads: 1, failing: false, iterations: 1, ...order };
    worker.postMessage(whole);
  }).finally(() => worker.terminate());
}

test('trains in the browser, the same on one thread and on several', async () => {
  const alone = await train({ threads: 1 });
  expect(alone.name).toMatch(/^wasm-/);
  expect(alone.failure).toBeNull();
  expect(alone.parameters.every(Number.isFinite)).toBe(true);
  // The test page is isolated, as the app is, by the headers of Vite's server.
  expect(crossOriginIsolated).toBe(true);
  expect(alone.offered).toBe(Math.min(8, navigator.hardwareConcurrency));
  expect((await train({ threads: 3 })).parameters).toEqual(alone.parameters);
});

test('a thread that fails ends the iteration, and the state stays at the last boundary', async () => {
  const failed = await train({ threads: 2, failing: true, iterations: 200 });
  expect(failed.failure).toMatch(
    /^EngineError: The WebAssembly engine failed: a thread stopped \(RuntimeError/,
  );
  expect(failed.parameters).toEqual((await train({ iterations: failed.completed })).parameters);
});
