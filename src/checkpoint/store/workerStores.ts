import { borrowStores, lendStores } from './lentStores';
import type { OpenedStores } from './openStores';
import { laterStores } from './relayedStores';
import type { Stores } from './stores';
import { keptStores } from './stores';

/** The first word of the page to a worker: where the stores are. */
export interface StoresMessage {
  readonly type: 'stores';
  /** To stores in the page's memory; null: the browser's own, which a worker opens by itself. */
  readonly port: MessagePort | null;
}

/** Tells a worker where the stores are, once that is known; until then its calls of them wait. */
export function sendStores(worker: Worker, opened: Promise<OpenedStores>): void {
  opened.then(
    ({ stores, notKept }) => {
      const port = notKept ? lendStores(stores) : null;
      worker.postMessage({ type: 'stores', port } satisfies StoresMessage, port ? [port] : []);
    },
    () => worker.postMessage({ type: 'stores', port: null } satisfies StoresMessage),
  );
}

/** The worker's side of `sendStores`. */
export interface AwaitedStores {
  readonly stores: Stores;
  /** Whether they outlive the page. */
  readonly areKept: Promise<boolean>;
  /** Takes the page's word. */
  readonly receive: (message: StoresMessage) => void;
}

export function awaitStores(): AwaitedStores {
  let receive: (message: StoresMessage) => void = () => undefined;
  const message = new Promise<StoresMessage>((resolve) => (receive = resolve));
  const stores = message.then(({ port }) => (port ? borrowStores(port) : keptStores()));
  return { stores: laterStores(stores), areKept: message.then(({ port }) => port === null), receive };
}
