/** What a thread needs to serve the kernels. */
export interface ThreadStart {
  readonly module: WebAssembly.Module;
  /** Shared with the thread that runs the jobs. */
  readonly memory: WebAssembly.Memory;
  /** From 1: the thread that runs the jobs is 0. */
  readonly thread: number;
  /** Where in the memory a thread that fails says why: see `FAILURE` in the plan. */
  readonly failure: { readonly address: number; readonly bytes: number };
}

export interface Thread {
  /** Resolves when the thread runs: it can then be waited for without leaving the event loop a turn. */
  readonly ready: Promise<unknown>;
  /** Ends the thread, wherever it is. */
  terminate(): void;
}

/**
 * Starts a thread that lives as `serveThread` says, by whatever the host offers: Web Workers or Node's worker threads.
 *
 * @param onFailure hears why the thread ended by itself, once the event loop gets its turn
 * @throws where the host has no such threads
 */
export type SpawnThread = (start: ThreadStart, onFailure: (reason: string) => void) => Thread;
