import type { UseStore } from 'idb-keyval';
import { StorageBlockedError, StorageSilentError, toStorageError } from './errors';
import type { Attempt } from './patience';
import { withPatience } from './patience';
import { settle } from './transaction';

const VERSION = 1;
const OBJECT_STORE = 'files';
/** Ways through a call, each on a connection of its own, before it is given up. */
const ATTEMPTS = 3;

/** What the browser did to the storage by itself. */
export type StorageNotice =
  /** It found the database damaged and emptied it. */
  | { readonly kind: 'emptied'; readonly message: string }
  /** A newer version of the page, in another tab, takes over; this one must be reloaded. */
  | { readonly kind: 'outdated' }
  /** A call has not ended for longer than calls take; it is tried anew. */
  | { readonly kind: 'silent' }
  /** After a silence, a call has ended. */
  | { readonly kind: 'answered' };

/** Chrome's addition to the event; other browsers leave both out. */
interface DataLossEvent extends IDBVersionChangeEvent {
  readonly dataLoss?: 'none' | 'total';
  readonly dataLossMessage?: string;
}

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
  let connection: Promise<IDBDatabase> | undefined;
  let isSilent = false;
  /** A storage that was given up once has one attempt at a time, until it answers: whoever writes should not wait for long. */
  let attempts = ATTEMPTS;

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

  /** Leaves a connection that does not answer: what is under way on it may end, nothing new begins. */
  function leave(silent: Promise<IDBDatabase>): void {
    forget(silent);
    silent.then(
      (opened) => opened.close(),
      () => undefined,
    );
  }

  function attempt<Result>(
    mode: IDBTransactionMode,
    callback: (store: IDBObjectStore) => Result | PromiseLike<Result>,
  ): Attempt<Result> {
    let current = connect();
    let isAbandoned = false;
    let abort: () => void = () => undefined;
    const begin = async () => {
      try {
        return transactionOn(await current, mode);
      } catch (error) {
        if (!isConnectionClosed(error)) throw error;
        forget(current);
        current = connect();
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
    return { result: run(), distrust: () => leave(current), abandon };
  }

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
      const result = await withPatience(() => attempt(mode, callback), attempts, fallSilent);
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

function isConnectionClosed(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'InvalidStateError';
}
