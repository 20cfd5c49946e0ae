import { expect, test } from 'vitest';
import type { EngineReport } from './engineWorker';

function train(threads: number): Promise<EngineReport> {
  const worker = new Worker(new URL('./engineWorker.ts', import.meta.url), { type: 'module' });
  return new Promise<EngineReport>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<EngineReport>) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage(threads);
  }).finally(() => worker.terminate());
}

test('trains in the browser, the same on one thread and on several', async () => {
  const alone = await train(1);
  expect(alone.name).toMatch(/^wasm-/);
  expect(alone.parameters.every(Number.isFinite)).toBe(true);
  // The test page is isolated, as the app is, by the headers of Vite's server.
  expect(crossOriginIsolated).toBe(true);
  expect(alone.offered).toBe(Math.min(8, navigator.hardwareConcurrency));
  expect((await train(3)).parameters).toEqual(alone.parameters);
});
