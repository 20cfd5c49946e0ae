import type { UseStore } from 'idb-keyval';
import { Connection, OBJECT_STORE, VERSION } from './connection';
import { StorageOutdatedError, StorageSilentError, toStorageError } from './errors';
import type { Attempt } from './patience';
import { withPatience } from './patience';
import type { StorageNotice } from './storageNotice';
import { settle } from './transaction';

/** Ways through a call, each on a connection of its own, before it is given up. */
const ATTEMPTS = 3;

/**
 * A store for idb-keyval that keeps what its own `createStore` does not promise: a call resolves once its transaction
 * is durable, leaves nothing behind when it rejects, and survives a connection that the browser closed or no longer answers
 * (WebKit, where a page was reloaded in the middle of a transaction).
 *
 * A call that does not end is run anew on a new connection, so the callback may be called more than once and must do the
 * same each time. A first transaction that ends late does no harm: it is aborted as soon as another has ended, and where it
 * is past that, the database runs transactions one after the other, in the order in which they began.
 *
 * @param database name of the IndexedDB database
 * @returns calls reject with a `StorageError` when no transaction could begin or none has ended, else with the transaction's
 *   own error
 */
export function createStrictStore(database: string, onNotice: (notice: StorageNotice) => void): UseStore {
  const connection = new Connection(database, onNotice);
  let isSilent = false;
  /** A storage that was given up once has one attempt at a time, until it answers: whoever writes should not wait for long. */
  let attempts = ATTEMPTS;

  function fallSilent(): void {
    if (isSilent) return;
    isSilent = true;
    onNotice({ kind: 'silent' });
  }

  function hear(): void {
    attempts = ATTEMPTS;
    if (!isSilent) return;
    isSilent = false;
    onNotice({ kind: 'answered' });
  }

  return async (mode, callback) => {
    try {
      const result = await withPatience(() => attempt(connection, mode, callback), attempts, fallSilent);
      hear();
      return result;
    } catch (error) {
      if (error instanceof StorageSilentError) attempts = 1;
      // An error is an answer too.
      else hear();
      throw error;
    }
  };
}

/** One way through a call, on the connection that there is, or on a new one where that was closed. */
function attempt<Result>(
  connection: Connection,
  mode: IDBTransactionMode,
  callback: (store: IDBObjectStore) => Result | PromiseLike<Result>,
): Attempt<Result> {
  let current = connection.connect();
  let isAbandoned = false;
  let abort: () => void = () => undefined;
  const begin = async () => {
    try {
      return transactionOn(await current, mode);
    } catch (error) {
      if (!isConnectionClosed(error)) throw error;
      connection.forget(current);
      current = connection.connect();
      return transactionOn(await current, mode);
    }
  };
  const run = async () => {
    const transaction = await begin().catch((error: unknown) => {
      throw toStorageError(error);
    });
    if (isAbandoned) throw new Error('The transaction began after its call had ended.');
    const settling = settle(transaction, OBJECT_STORE, callback);
    ({ abort } = settling);
    return settling.result;
  };
  const abandon = () => {
    isAbandoned = true;
    abort();
  };
  return { result: run(), distrust: () => connection.leave(current), abandon };
}

/** @throws StorageOutdatedError where a newer version of the page keeps its files otherwise, or this one would write */
function transactionOn(database: IDBDatabase, mode: IDBTransactionMode): IDBTransaction {
  const isNewer = database.version > VERSION;
  if (isNewer && (mode === 'readwrite' || !database.objectStoreNames.contains(OBJECT_STORE))) {
    throw new StorageOutdatedError();
  }
  return database.transaction(OBJECT_STORE, mode, { durability: 'strict' });
}

function isConnectionClosed(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'InvalidStateError';
}
