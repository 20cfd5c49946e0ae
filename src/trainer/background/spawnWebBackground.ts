import type { SpawnBackground } from './background';

/** A Web Worker as a thread beside the training. */
export const spawnWebBackground: SpawnBackground = (port, onEnded) => {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    type: 'module',
    // For developer tools, and tests.
    name: 'background',
  });
  worker.onerror = (event) => {
    // What it was to do is done without it.
    event.preventDefault();
    worker.terminate();
    onEnded(event.message || 'no reason was given');
  };
  worker.postMessage(port, [port]);
  return () => worker.terminate();
};
