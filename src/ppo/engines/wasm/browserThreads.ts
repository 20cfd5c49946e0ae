import type { SpawnThread } from './threads';

/** Threads are possible only where the page is isolated from other origins: elsewhere memory cannot be shared. */
export const canShareMemory = globalThis.crossOriginIsolated === true;

/** A Web Worker as a thread. */
export const spawnWebWorker: SpawnThread = (start) => {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  return new Promise((resolve, reject) => {
    worker.onmessage = () => resolve(worker);
    worker.onerror = ({ message }) => {
      worker.terminate();
      reject(new Error(`A thread of the WebAssembly engine did not start. ${message}`));
    };
    worker.postMessage(start);
  });
};
