/** What a thread needs to serve the kernels. */
export interface ThreadStart {
  readonly module: WebAssembly.Module;
  /** Shared with the thread that runs the jobs. */
  readonly memory: WebAssembly.Memory;
  /** From 1: the thread that runs the jobs is 0. */
  readonly thread: number;
}

export interface Thread {
  /** Ends the thread, wherever it is. */
  terminate(): void;
}

/**
 * Starts a thread that instantiates the module on the memory and calls `serve`, by whatever the host offers: Web Workers or Node's worker threads.
 * Resolves when the thread runs; it can then be waited for without leaving the event loop a turn.
 */
export type SpawnThread = (start: ThreadStart) => Promise<Thread>;
