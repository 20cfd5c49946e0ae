import { canShareMemory } from '../../../../platform/sharedMemory';
import type { SpawnThread } from './thread';

/** More threads than this wait for each other longer than they save, on the minibatches that PPO uses. */
const MAX_THREADS = 8;
/** Tried where the browser does not say how many cores there are. */
const USUAL_CORES = 4;

/** A Web Worker as a thread. */
export const spawnWebWorker: SpawnThread = (start, onFailure) => {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  const ready = new Promise<void>((resolve, reject) => {
    let hear = (reason: string) =>
      reject(
        new Error(`A thread of the WebAssembly engine did not start: ${reason || 'no reason was given'}.`),
      );
    worker.onmessage = () => {
      hear = onFailure;
      resolve();
    };
    worker.onerror = (event) => {
      // Heard here: else it would end this worker too, before the state is saved.
      event.preventDefault();
      hear(event.message);
    };
    worker.postMessage(start);
  });
  return { ready, terminate: () => worker.terminate() };
};

/**
 * The threads that a browser offers to an engine that runs in a worker of its own: as many as it says that there are
 * cores, which may be less or more than there are; one where memory cannot be shared.
 *
 * @param spawn starts them
 */
export function browserThreads(spawn: SpawnThread): {
  readonly threads: number;
  readonly spawn: SpawnThread;
} {
  return { threads: canShareMemory() ? Math.min(MAX_THREADS, cores()) : 1, spawn };
}

function cores(): number {
  // Not every browser says, whatever the types say.
  return navigator.hardwareConcurrency || USUAL_CORES;
}
