import { availableParallelism } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import type { MessagePort as NodePort } from 'node:worker_threads';
import { Worker } from 'node:worker_threads';
import { hasRelaxedSimd } from '../ppo/engines/wasm/kernelModule';
import type { SpawnBackground } from '../trainer/background/background';
import type { SpawnThread } from '../ppo/engines/wasm/threads/thread';

/** More threads than this wait for each other longer than they save, on the minibatches that PPO uses. */
const MAX_THREADS = 8;

/** Where Slurm says how many processors a process has. */
const GRANTED = 'SLURM_CPUS_PER_TASK';

/** A worker thread of Node as a thread of the WebAssembly engine. */
export const spawnNodeThread: SpawnThread = (start, onFailure) => {
  const worker = new Worker(new URL('./kernelThread.mjs', import.meta.url), { workerData: start });
  let isWanted = true;
  const ready = new Promise<void>((resolve, reject) => {
    const fail = (reason: string) => {
      reject(new Error(`A thread of the WebAssembly engine did not start: ${reason}.`));
      if (isWanted) onFailure(reason);
    };
    worker.on('message', ({ failure }: { readonly failure: string | null }) => {
      if (failure === null) resolve();
      else fail(failure);
    });
    worker.on('error', (error) => fail(String(error)));
    worker.on('exit', (status) => fail(`it ended with status ${status}`));
  });
  const terminate = () => {
    isWanted = false;
    worker.terminate().catch((error: unknown) => onFailure(String(error)));
  };
  return { ready, terminate };
};

/** A worker thread of Node as the thread beside a training. */
export const spawnNodeBackground: SpawnBackground = (port, onEnded) => {
  const worker = new Worker(new URL('./backgroundThread.mjs', import.meta.url), {
    workerData: port,
    // Node's types and the browser's know the same port by two names.
    transferList: [port as unknown as NodePort],
  });
  worker.on('error', (error) => onEnded(String(error)));
  worker.on('exit', (status) => onEnded(`it ended with status ${status}`));
  return () => {
    worker.terminate().catch((error: unknown) => onEnded(String(error)));
  };
};

/** As many threads as there are processors for this process, or as are of use. */
export function usualThreads(): number {
  return Math.min(MAX_THREADS, grantedProcessors());
}

/** As many processors as a batch system granted, or as the machine offers. */
export function grantedProcessors(): number {
  const granted = Number(process.env[GRANTED]);
  return granted >= 1 ? granted : availableParallelism();
}

/** The environment of a process that has so many processors. */
export function environmentWith(processors: number): NodeJS.ProcessEnv {
  return { ...process.env, [GRANTED]: String(processors) };
}

/** Node 20 has relaxed SIMD, but behind a flag; later versions know no such flag and need none. */
export function enableRelaxedSimd(): void {
  if (!hasRelaxedSimd()) setFlagsFromString('--experimental-wasm-relaxed-simd');
}
