import type { Caller } from '../../messaging/calls';
import { borrowStores, lendStores } from './lentStores';
import type { OpenedStores } from './openStores';
import { laterStores } from './relayedStores';
import type { Stores } from './stores';
import { keptStores } from './stores';

/** What every worker that uses the stores is told first. */
export interface StoresCalls {
  /** Where they are: a port to those in the page's memory; null: the browser's own, which a worker opens by itself. */
  readonly stores: { readonly question: MessagePort | null; readonly answer: null };
}

/** Tells a worker where the stores are, once that is known; until then its calls of them wait. */
export function sendStores(worker: Caller<StoresCalls>, opened: Promise<OpenedStores>): void {
  opened
    .then(
      ({ stores, notKept }) => {
        const port = notKept ? lendStores(stores) : null;
        return worker.call('stores', port, port ? [port] : []);
      },
      () => worker.call('stores', null),
    )
    // A worker that is gone needs no stores, and whoever waits for it hears of that.
    .catch(() => undefined);
}

/** The worker's side of `sendStores`. */
export interface AwaitedStores {
  readonly stores: Stores;
  /** Whether they outlive the page. */
  readonly areKept: Promise<boolean>;
  /** Takes the page's word. */
  readonly receive: (port: MessagePort | null) => null;
}

export function awaitStores(): AwaitedStores {
  let tell: (port: MessagePort | null) => void = () => undefined;
  const told = new Promise<MessagePort | null>((resolve) => (tell = resolve));
  const receive = (port: MessagePort | null) => {
    tell(port);
    return null;
  };
  const stores = told.then((port) => (port ? borrowStores(port) : keptStores()));
  return { stores: laterStores(stores), areKept: told.then((port) => port === null), receive };
}
