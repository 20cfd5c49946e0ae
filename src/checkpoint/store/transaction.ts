/** A transaction under way. */
export interface Settling<Result> {
  readonly result: Promise<Result>;
  /** Undoes what is not durable yet; one that is being committed ends by itself, in its turn. */
  readonly abort: () => void;
}

/** Runs the callback in the transaction; settles with the transaction, not with the requests in it. */
export function settle<Result>(
  transaction: IDBTransaction,
  store: string,
  callback: (store: IDBObjectStore) => Result | PromiseLike<Result>,
): Settling<Result> {
  const result = new Promise<Result>((resolve, reject) => {
    const fail = (event: Event) => reject(failureOf(event));
    const giveUp = (error: Error) => {
      reject(error);
      abort(transaction);
    };
    // Listeners, because idb-keyval sets the `on...` properties of the same transaction.
    transaction.addEventListener('error', fail);
    transaction.addEventListener('abort', fail);
    try {
      const value = callback(transaction.objectStore(store));
      transaction.addEventListener('complete', () => resolve(value));
      Promise.resolve(value).catch(giveUp);
    } catch (error) {
      giveUp(error as Error);
    }
  });
  return { result, abort: () => abort(transaction) };
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
