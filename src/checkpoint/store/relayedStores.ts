import type { Consoles } from './consoleStore';
import type { HashedDisk } from './disk';
import type { LogPieces } from './logPieces';
import type { Stores } from './stores';

/** A call of a store, as data. */
export type StoreCall = {
  [Name in keyof Stores]: {
    readonly on: Name;
    readonly method: keyof Stores[Name];
    readonly values: readonly unknown[];
  };
}[keyof Stores];

/** Stores that hand every call on to where the real ones are. */
export function relayedStores(relay: (call: StoreCall) => Promise<unknown>): Stores {
  const onDisk =
    <Method extends keyof HashedDisk>(method: Method) =>
    (...values: Parameters<HashedDisk[Method]>) =>
      relay({ on: 'disk', method, values }) as ReturnType<HashedDisk[Method]>;
  const onLogs =
    <Method extends keyof LogPieces>(method: Method) =>
    (...values: Parameters<LogPieces[Method]>) =>
      relay({ on: 'logs', method, values }) as ReturnType<LogPieces[Method]>;
  const onConsoles =
    <Method extends keyof Consoles>(method: Method) =>
    (...values: Parameters<Consoles[Method]>) =>
      relay({ on: 'consoles', method, values }) as ReturnType<Consoles[Method]>;
  return {
    disk: {
      list: onDisk('list'),
      read: onDisk('read'),
      // The caller may go on writing to its bytes before they have arrived.
      write: (path, bytes) => onDisk('write')(path, bytes.slice()),
      writeAll: onDisk('writeAll'),
      delete: onDisk('delete'),
      deletedPaths: onDisk('deletedPaths'),
      copy: onDisk('copy'),
      move: onDisk('move'),
    },
    logs: {
      runs: onLogs('runs'),
      read: onLogs('read'),
      last: onLogs('last'),
      write: onLogs('write'),
      copy: onLogs('copy'),
      delete: onLogs('delete'),
    },
    consoles: {
      read: onConsoles('read'),
      write: onConsoles('write'),
      delete: onConsoles('delete'),
    },
  };
}

/** Makes the call on the real stores. */
export function callStore(stores: Stores, { on, method, values }: StoreCall): Promise<unknown> {
  const store = stores[on] as unknown as Record<string, (...values: readonly unknown[]) => Promise<unknown>>;
  return store[method](...values);
}

/** Stores that can be called before it is known which they are. */
export function laterStores(stores: Promise<Stores>): Stores {
  return relayedStores(async (call) => callStore(await stores, call));
}
