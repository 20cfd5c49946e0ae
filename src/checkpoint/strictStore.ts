import type { UseStore } from 'idb-keyval';
import { StorageBlockedError, toStorageError } from './errors';

const VERSION = 1;
const OBJECT_STORE = 'files';

/** What the browser did to the storage by itself. */
export type StorageNotice =
  /** It found the database damaged and emptied it. */
  | { readonly kind: 'emptied'; readonly message: string }
  /** A newer version of the page, in another tab, takes over; this one must be reloaded. */
  | { readonly kind: 'outdated' };

/** Chrome's addition to the event; other browsers leave both out. */
interface DataLossEvent extends IDBVersionChangeEvent {
  readonly dataLoss?: 'none' | 'total';
  readonly dataLossMessage?: string;
}

/**
 * A store for idb-keyval that keeps what its own `createStore` does not promise: a call resolves once its transaction
 * is durable, leaves nothing behind when it rejects, and survives a connection that the browser closed.
 *
 * @param database name of the IndexedDB database
 * @returns calls reject with a `StorageError` when no transaction could begin, else with the transaction's own error
 */
export function createStrictStore(database: string, onNotice: (notice: StorageNotice) => void): UseStore {
  let connection: Promise<IDBDatabase> | undefined;

  function forget(lost: Promise<IDBDatabase>): void {
    if (connection === lost) connection = undefined;
  }

  function connect(): Promise<IDBDatabase> {
    if (connection) return connection;
    const opening = open(database, onNotice);
    connection = opening;
    opening.then(
      (opened) => {
        opened.onclose = () => forget(opening);
        opened.onversionchange = ({ newVersion }) => {
          // Held open, it would block the other tab for as long as this one lives.
          opened.close();
          forget(opening);
          if (newVersion !== null) onNotice({ kind: 'outdated' });
        };
      },
      () => forget(opening),
    );
    return connection;
  }

  async function begin(mode: IDBTransactionMode): Promise<IDBTransaction> {
    const current = connect();
    try {
      return transactionOn(await current, mode);
    } catch (error) {
      if (!isConnectionClosed(error)) throw error;
      forget(current);
      return transactionOn(await connect(), mode);
    }
  }

  return async (mode, callback) => {
    const transaction = await begin(mode).catch((error: unknown) => {
      throw toStorageError(error);
    });
    return settle(transaction, callback);
  };
}

function open(database: string, onNotice: (notice: StorageNotice) => void): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(database, VERSION);
    let isAbandoned = false;
    request.onupgradeneeded = ({ dataLoss, dataLossMessage }: DataLossEvent) => {
      request.result.createObjectStore(OBJECT_STORE);
      if (dataLoss === 'total') onNotice({ kind: 'emptied', message: dataLossMessage ?? '' });
    };
    request.onblocked = () => {
      isAbandoned = true;
      reject(new StorageBlockedError());
    };
    request.onerror = () => reject(request.error ?? new Error('The database did not open.'));
    request.onsuccess = () => {
      if (isAbandoned) request.result.close();
      else resolve(request.result);
    };
  });
}

function transactionOn(database: IDBDatabase, mode: IDBTransactionMode): IDBTransaction {
  return database.transaction(OBJECT_STORE, mode, { durability: 'strict' });
}

/** Runs the callback in the transaction; settles with the transaction, not with the requests in it. */
function settle<Result>(
  transaction: IDBTransaction,
  callback: (store: IDBObjectStore) => Result | PromiseLike<Result>,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const fail = (event: Event) => reject(failureOf(event));
    const giveUp = (error: Error) => {
      reject(error);
      abort(transaction);
    };
    // Listeners, because idb-keyval sets the `on...` properties of the same transaction.
    transaction.addEventListener('error', fail);
    transaction.addEventListener('abort', fail);
    try {
      const result = callback(transaction.objectStore(OBJECT_STORE));
      transaction.addEventListener('complete', () => resolve(result));
      Promise.resolve(result).catch(giveUp);
    } catch (error) {
      giveUp(error as Error);
    }
  });
}

/** An error event comes from the request that failed, an abort from the transaction; only the latter may lack a reason. */
function failureOf({ target }: Event): Error {
  const { error } = target as IDBRequest | IDBTransaction;
  return error ?? new Error('The browser aborted the transaction.');
}

function abort(transaction: IDBTransaction): void {
  try {
    transaction.abort();
  } catch {
    // It has ended by itself.
  }
}

function isConnectionClosed(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'InvalidStateError';
}
