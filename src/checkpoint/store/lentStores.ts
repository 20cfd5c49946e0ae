import { CallServer } from '../../messaging/callServer';
import { Connection } from '../../messaging/connection';
import type { NewFile, NewFiles } from './disk';
import { FileMissingError } from './errors';
import type { StoreCall } from './relayedStores';
import { callStore, relayedStores } from './relayedStores';
import type { Stores } from './stores';

interface LentCalls {
  /** A missing file is an answer: who borrows tells it from other failures by its class. */
  readonly store: {
    readonly question: StoreCall;
    readonly answer: { readonly result: unknown } | { readonly missing: string };
  };
}

/**
 * Lends stores in this thread's memory to another thread.
 *
 * @returns the port to send there; `borrowStores` makes stores of it
 */
export function lendStores(stores: Stores): MessagePort {
  const { port1, port2 } = new MessageChannel();
  new CallServer<LentCalls>(port1).serve({
    store: async (call) => {
      try {
        return { result: await callStore(stores, call) };
      } catch (error) {
        if (error instanceof FileMissingError) return { missing: error.path };
        throw error;
      }
    },
  });
  return port2;
}

/** Stores that live in the thread that lent them. They are there for as long as that thread. */
export function borrowStores(port: MessagePort): Stores {
  const lender = new Connection<LentCalls>(port);
  return relayedStores(async (call) => {
    const answer = await lender.call('store', await asData(call));
    if ('missing' in answer) throw new FileMissingError(answer.missing);
    return answer.result;
  });
}

/** Files that are made one by one travel together: they go into the memory of the other thread, where all of them fit. */
async function asData(call: StoreCall): Promise<StoreCall> {
  if (call.method !== 'writeAll') return call;
  const files: NewFile[] = [];
  for await (const file of call.values[0] as NewFiles) files.push(file);
  return { ...call, values: [files] };
}
