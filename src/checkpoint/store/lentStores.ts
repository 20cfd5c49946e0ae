import { toProblem } from '../../errors/problem';
import { FileMissingError } from './errors';
import type { StoreCall } from './relayedStores';
import { callStore, relayedStores } from './relayedStores';
import type { Stores } from './stores';

interface Request {
  readonly request: number;
  readonly call: StoreCall;
}

type Answer =
  | { readonly request: number; readonly result: unknown }
  | { readonly request: number; readonly missing: string }
  | { readonly request: number; readonly name: string; readonly message: string };

/**
 * Lends stores in this thread's memory to another thread.
 *
 * @returns the port to send there; `borrowStores` makes stores of it
 */
export function lendStores(stores: Stores): MessagePort {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data: { request, call } }: MessageEvent<Request>) => {
    callStore(stores, call).then(
      (result) => port1.postMessage({ request, result } satisfies Answer),
      (error: unknown) => port1.postMessage({ request, ...describe(error) } satisfies Answer),
    );
  };
  return port2;
}

/** Stores that live in the thread that lent them. They are there for as long as that thread. */
export function borrowStores(port: MessagePort): Stores {
  const waiting = new Map<
    number,
    { readonly resolve: (result: unknown) => void; readonly reject: (error: Error) => void }
  >();
  let requests = 0;
  port.onmessage = ({ data }: MessageEvent<Answer>) => {
    const asked = waiting.get(data.request);
    waiting.delete(data.request);
    if ('result' in data) asked?.resolve(data.result);
    else if ('missing' in data) asked?.reject(new FileMissingError(data.missing));
    else asked?.reject(Object.assign(new Error(data.message), { name: data.name }));
  };
  return relayedStores(
    (call) =>
      new Promise((resolve, reject) => {
        const request = requests++;
        waiting.set(request, { resolve, reject });
        port.postMessage({ request, call } satisfies Request);
      }),
  );
}

function describe(error: unknown): { missing: string } | { name: string; message: string } {
  if (error instanceof FileMissingError) return { missing: error.path };
  return toProblem(error);
}
