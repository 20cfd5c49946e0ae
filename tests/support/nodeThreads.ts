import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { SpawnThread } from '../../src/ppo/engines/wasm/threads';

/** A worker thread of Node as a thread of the WebAssembly engine. */
export const spawnNodeThread: SpawnThread = async (start) => {
  const worker = new Worker(new URL('./kernelThread.mjs', import.meta.url), { workerData: start });
  await once(worker, 'message');
  return {
    terminate: () => {
      worker.terminate().catch((error: unknown) => {
        throw error;
      });
    },
  };
};
