import { availableParallelism } from 'node:os';

/** Threads that the WebAssembly engine gets in Node.js: as many as in the browser. */
export function nodeThreads(): number {
  return Math.min(8, availableParallelism());
}
