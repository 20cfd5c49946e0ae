import { StorageBlockedError } from './errors';
import type { StorageNotice } from './storageNotice';

/** Of the database, as this version of the page has it. */
export const VERSION = 1;
export const OBJECT_STORE = 'files';

/** Chrome's addition to the event; other browsers leave both out. */
interface DataLossEvent extends IDBVersionChangeEvent {
  readonly dataLoss?: 'none' | 'total';
  readonly dataLossMessage?: string;
}

/** The connection to the database: opened when it is first asked for, and again once it is of no more use. */
export class Connection {
  readonly #database: string;
  readonly #onNotice: (notice: StorageNotice) => void;
  #current: Promise<IDBDatabase> | undefined;

  /** @param database its name */
  constructor(database: string, onNotice: (notice: StorageNotice) => void) {
    this.#database = database;
    this.#onNotice = onNotice;
  }

  /** The one that is open, or another. */
  connect(): Promise<IDBDatabase> {
    if (this.#current) return this.#current;
    const opening = open(this.#database, this.#onNotice);
    this.#current = opening;
    opening.then(
      (opened) => {
        opened.onclose = () => this.forget(opening);
        opened.onversionchange = ({ newVersion }) => {
          // Held open, it would block the other tab for as long as this one lives.
          opened.close();
          this.forget(opening);
          if (newVersion !== null) this.#onNotice({ kind: 'outdated' });
        };
      },
      () => this.forget(opening),
    );
    return opening;
  }

  forget(lost: Promise<IDBDatabase>): void {
    if (this.#current === lost) this.#current = undefined;
  }

  /** Leaves a connection that does not answer: what is under way on it may end, nothing new begins. */
  leave(silent: Promise<IDBDatabase>): void {
    this.forget(silent);
    silent.then(
      (opened) => opened.close(),
      () => undefined,
    );
  }
}

async function open(database: string, onNotice: (notice: StorageNotice) => void): Promise<IDBDatabase> {
  if (!hasDatabases()) throw new DOMException('The browser has no IndexedDB.', 'NotSupportedError');
  try {
    return await openOwn(database, onNotice);
  } catch (error) {
    if (!(error instanceof DOMException) || error.name !== 'VersionError') throw error;
    onNotice({ kind: 'outdated' });
    return openAsItIs(database);
  }
}

/** Some browsers leave it out, or have null in its place, where a person or an administrator switched it off. */
function hasDatabases(): boolean {
  return Boolean((globalThis as Partial<typeof globalThis>).indexedDB);
}

/** Opens a database that another version of the page has made, to read from it; there being none is an error. */
export function openAsItIs(database: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(database);
    let isMissing = false;
    request.onupgradeneeded = () => {
      isMissing = true;
      // Left as it is made here, without what belongs in it, it would be taken for the page's own from now on.
      request.transaction?.abort();
    };
    request.onerror = () => {
      const { error } = request;
      if (isMissing || !error) reject(new Error(`The database ${isMissing ? 'is gone' : 'did not open'}.`));
      else reject(error);
    };
    request.onsuccess = () => resolve(request.result);
  });
}

function openOwn(database: string, onNotice: (notice: StorageNotice) => void): Promise<IDBDatabase> {
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
