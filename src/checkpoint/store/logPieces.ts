import { promisifyRequest, type UseStore } from 'idb-keyval';
import type { LogRows } from '../../logging/logColumns';
import { createStrictStore } from './strictStore';

/** The logs of the runs in pieces, numbered from 0; `LogStore` says what is in a piece. */
export interface LogPieces {
  /** Names of the runs that have a piece; '' is the default run. */
  runs(): Promise<string[]>;
  /** All pieces of a run, in order. */
  read(run: string): Promise<LogRows[]>;
  /** Puts pieces in the place of those from `first` on, and ends the run's log after them: whole or not at all. */
  write(run: string, first: number, pieces: readonly LogRows[]): Promise<void>;
  delete(run: string): Promise<void>;
}

const pieceKey = (run: string, index: number) => [run, index];
/** All pieces of a run, from the one with this index on. */
const piecesFrom = (run: string, index: number) => IDBKeyRange.bound([run, index], [run, []]);

/** The pieces in a database of their own. Every method rejects with a `StorageError` or the transaction's error. */
export class IndexedDbLogPieces implements LogPieces {
  readonly #store: UseStore;

  constructor(database = 'tmd-lab-logs') {
    // An emptied log is an empty chart; nobody has to be told.
    this.#store = createStrictStore(database, () => undefined);
  }

  async runs(): Promise<string[]> {
    const keys = await this.#store('readonly', (store) => promisifyRequest(store.getAllKeys()));
    return [...new Set((keys as [string, number][]).map(([run]) => run))];
  }

  async read(run: string): Promise<LogRows[]> {
    const read = (store: IDBObjectStore) => promisifyRequest(store.getAll(piecesFrom(run, 0)));
    return (await this.#store('readonly', read)) as LogRows[];
  }

  async write(run: string, first: number, pieces: readonly LogRows[]): Promise<void> {
    await this.#store('readwrite', (store) => {
      pieces.forEach((rows, i) => store.put(rows, pieceKey(run, first + i)));
      store.delete(piecesFrom(run, first + pieces.length));
    });
  }

  async delete(run: string): Promise<void> {
    await this.#store('readwrite', (store) => {
      store.delete(piecesFrom(run, 0));
    });
  }
}

/** Pieces for as long as the page is open, where the browser keeps nothing. */
export class MemoryLogPieces implements LogPieces {
  readonly #pieces = new Map<string, readonly LogRows[]>();

  runs(): Promise<string[]> {
    return Promise.resolve([...this.#pieces.keys()].sort());
  }

  read(run: string): Promise<LogRows[]> {
    return Promise.resolve(structuredClone([...(this.#pieces.get(run) ?? [])]));
  }

  write(run: string, first: number, pieces: readonly LogRows[]): Promise<void> {
    const kept = (this.#pieces.get(run) ?? []).slice(0, first);
    const written = [...kept, ...structuredClone([...pieces])];
    if (written.length > 0) this.#pieces.set(run, written);
    else this.#pieces.delete(run);
    return Promise.resolve();
  }

  delete(run: string): Promise<void> {
    this.#pieces.delete(run);
    return Promise.resolve();
  }
}
