import type { CallHandlers } from '../../../../messaging/calls';
import { CallServer } from '../../../../messaging/callServer';
import { Connection } from '../../../../messaging/connection';
import type { Endpoint } from '../../../../messaging/messages';
import type { SpawnThread, Thread, ThreadStart } from './thread';

/**
 * Threads that a worker borrows from its page.
 *
 * A worker could start them itself, as workers of its own. In Firefox that may block it for ever: while anything listens to
 * workers there (the developer tools, WebDriver), the constructor waits on a condition variable that it shares with the new
 * worker's own loop, and is woken by one `Notify` that either of them may take (`WaitForIsDebuggerRegistered` and
 * `SetIsDebuggerRegistered` in `dom/workers/WorkerPrivate.h`). A page does not wait.
 */
interface ThreadCalls {
  /** Starts a thread under a number. Answered when it runs. */
  readonly startThread: {
    readonly question: { readonly id: number; readonly start: ThreadStart };
    readonly answer: null;
  };
  readonly endThread: { readonly question: number; readonly answer: null };
}

/** A thread that ran has ended by itself. */
interface ThreadFailure {
  readonly id: number;
  readonly reason: string;
}

/**
 * Lends a worker the threads that it asks for.
 *
 * @param spawn starts them
 * @returns ends all that are lent, and lends no more: for when the worker is gone
 */
export function lendThreads(worker: Endpoint, spawn: SpawnThread): () => void {
  const lent = new Map<number, Thread>();
  const server = new CallServer<ThreadCalls, ThreadFailure>(worker);
  const handlers: CallHandlers<ThreadCalls> = {
    startThread: async ({ id, start }) => {
      const thread = spawn(start, (reason) => server.tell({ id, reason }));
      lent.set(id, thread);
      await thread.ready;
      return null;
    },
    endThread: (id) => {
      lent.get(id)?.terminate();
      lent.delete(id);
      return null;
    },
  };
  const stop = server.serve(handlers, { isShared: true });
  return () => {
    stop();
    for (const thread of lent.values()) thread.terminate();
    lent.clear();
  };
}

/** The worker's side of `lendThreads`: starts a thread by asking for it. */
export function borrowThreads(page: Endpoint): SpawnThread {
  const failures = new Map<number, (reason: string) => void>();
  // Opened with the first thread: whoever borrows none need not have a page.
  let lender: Connection<ThreadCalls, ThreadFailure> | undefined;
  let next = 0;
  return (start, onFailure) => {
    const connection = (lender ??= new Connection(page, ({ id, reason }) => failures.get(id)?.(reason)));
    const id = next++;
    failures.set(id, onFailure);
    const terminate = () => {
      failures.delete(id);
      // A page that is gone has ended it.
      connection.call('endThread', id).catch(() => undefined);
    };
    return { ready: connection.call('startThread', { id, start }), terminate };
  };
}
