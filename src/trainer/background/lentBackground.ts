import type { CallHandlers } from '../../messaging/calls';
import { CallServer } from '../../messaging/callServer';
import { Connection } from '../../messaging/connection';
import type { Endpoint } from '../../messaging/messages';
import type { SpawnBackground } from './background';

/** What a worker asks its page for; `lendThreads` says why it does not start workers itself. */
interface LenderCalls {
  /** Starts a thread that serves the port in the question. Answered when it has ended by itself, with the reason. */
  readonly runBackground: { readonly question: MessagePort; readonly answer: string };
  readonly endBackground: { readonly question: null; readonly answer: null };
}

/**
 * Lends a worker one thread at a time to work beside it.
 *
 * @param spawn starts it
 * @returns ends the one that is lent, and lends no more: for when the worker is gone
 */
export function lendBackground(worker: Endpoint, spawn: SpawnBackground): () => void {
  let endLent: () => void = () => undefined;
  const handlers: CallHandlers<LenderCalls> = {
    runBackground: (port) => {
      endLent();
      return new Promise((resolve) => {
        endLent = spawn(port, resolve);
      });
    },
    endBackground: () => {
      endLent();
      return null;
    },
  };
  const stop = new CallServer<LenderCalls>(worker).serve(handlers, { isShared: true });
  return () => {
    stop();
    endLent();
  };
}

/** The worker's side of `lendBackground`. */
export function borrowBackground(page: Endpoint): SpawnBackground {
  return (port, onEnded) => {
    const lender = new Connection<LenderCalls>(page);
    lender.call('runBackground', port, [port]).then(onEnded, (error: unknown) => onEnded(String(error)));
    return () => {
      // A page that is gone has ended it.
      lender.call('endBackground', null).catch(() => undefined);
    };
  };
}
