import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { hasRelaxedSimd } from '../ppo/engines/wasm/kernelModule';
import type { SpawnThread } from '../ppo/engines/wasm/threads';

/** More threads than this wait for each other longer than they save, on the minibatches that PPO uses. */
const MAX_THREADS = 8;

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

/** As many threads as a batch system granted, or as the machine offers. */
export function usualThreads(): number {
  const granted = Number(process.env.SLURM_CPUS_PER_TASK);
  return Math.min(MAX_THREADS, granted >= 1 ? granted : availableParallelism());
}

/** Node 20 has relaxed SIMD, but behind a flag; later versions know no such flag and need none. */
export function enableRelaxedSimd(): void {
  if (!hasRelaxedSimd()) setFlagsFromString('--experimental-wasm-relaxed-simd');
}
