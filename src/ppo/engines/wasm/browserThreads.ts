import { canShareMemory } from '../../../platform/sharedMemory';
import type { SpawnThread } from './threads';

/** More threads than this wait for each other longer than they save, on the minibatches that PPO uses. */
const MAX_THREADS = 8;

/** A Web Worker as a thread. */
const spawnWebWorker: SpawnThread = (start, onFailure) => {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  return new Promise((resolve, reject) => {
    let hear = (reason: string) => {
      worker.terminate();
      reject(new Error(`A thread of the WebAssembly engine did not start: ${reason}.`));
    };
    worker.onmessage = () => {
      hear = onFailure;
      resolve(worker);
    };
    worker.onerror = (event) => {
      // Heard here: else it would end this worker too, before the state is saved.
      event.preventDefault();
      hear(event.message);
    };
    worker.postMessage(start);
  });
};

/**
 * The threads that a browser offers to an engine that runs in a worker of its own: one where memory cannot be shared.
 */
export function browserThreads(): { readonly threads: number; readonly spawn: SpawnThread } {
  const threads = canShareMemory() ? Math.min(MAX_THREADS, navigator.hardwareConcurrency) : 1;
  return { threads, spawn: spawnWebWorker };
}
