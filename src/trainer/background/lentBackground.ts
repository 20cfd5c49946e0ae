import type { CallHandlers } from '../../messaging/calls';
import { CallServer } from '../../messaging/callServer';
import { Connection } from '../../messaging/connection';
import type { Endpoint } from '../../messaging/messages';
import type { SpawnBackground } from './background';

/** A thread that is lent. */
interface Lent {
  /** Of the worker's own choice. */
  readonly id: number;
  readonly port: MessagePort;
}

/** What a worker asks its page for; `lendThreads` says why it does not start workers itself. */
interface LenderCalls {
  /** Starts a thread that serves the port in the question. Answered when it has ended by itself, with the reason. */
  readonly runBackground: { readonly question: Lent; readonly answer: string };
  readonly endBackground: { readonly question: Lent['id']; readonly answer: null };
}

/**
 * Lends a worker threads to work beside it, one for each run that it trains.
 *
 * @param spawn starts one
 * @returns ends those that are lent, and lends no more: for when the worker is gone
 */
export function lendBackground(worker: Endpoint, spawn: SpawnBackground): () => void {
  const lent = new Map<Lent['id'], () => void>();
  const end = (id: Lent['id']) => {
    lent.get(id)?.();
    lent.delete(id);
  };
  const handlers: CallHandlers<LenderCalls> = {
    runBackground: ({ id, port }) => new Promise((resolve) => lent.set(id, spawn(port, resolve))),
    endBackground: (id) => {
      end(id);
      return null;
    },
  };
  const stop = new CallServer<LenderCalls>(worker).serve(handlers, { isShared: true });
  return () => {
    stop();
    for (const id of lent.keys()) end(id);
  };
}

/** Number of the next thread that this worker borrows. */
let nextId = 0;

/** The worker's side of `lendBackground`. */
export function borrowBackground(page: Endpoint): SpawnBackground {
  return (port, onEnded) => {
    const id = nextId++;
    const lender = new Connection<LenderCalls>(page);
    const ended = lender.call('runBackground', { id, port }, [port]);
    ended.then(onEnded, (error: unknown) => onEnded(String(error)));
    return () => {
      // A page that is gone has ended it.
      lender.call('endBackground', id).catch(() => undefined);
    };
  };
}
