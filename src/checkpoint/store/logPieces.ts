import { promisifyRequest, type UseStore } from 'idb-keyval';
import type { LogRows } from '../../logging/logColumns';
import { createStrictStore } from './strictStore';

/** One piece of a log, with its number. */
export interface NumberedPiece {
  readonly index: number;
  readonly rows: LogRows;
}

/** The logs of the runs in pieces, numbered from 0; `LogStore` says what is in a piece. */
export interface LogPieces {
  /** Names of the runs that have a piece; '' is the default run. */
  runs(): Promise<string[]>;
  /** Pieces of a run in order, from number `first` on, `count` at most. */
  read(run: string, first: number, count: number): Promise<NumberedPiece[]>;
  /** The last piece of a run before number `end`; null where there is none. */
  last(run: string, end: number): Promise<NumberedPiece | null>;
  /** Puts pieces in the place of those from `first` on, and ends the run's log after them: whole or not at all. */
  write(run: string, first: number, pieces: readonly LogRows[]): Promise<void>;
  /** Gives the pieces of a run to another run, in place of what that one has: whole or not at all. */
  copy(from: string, to: string): Promise<void>;
  delete(run: string): Promise<void>;
}

const pieceKey = (run: string, index: number) => [run, index];
/** All pieces of a run, from the one with this index on. */
const piecesFrom = (run: string, index: number) => IDBKeyRange.bound([run, index], [run, []]);
const piecesBefore = (run: string, index: number) => IDBKeyRange.bound([run], [run, index], false, true);

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

  async read(run: string, first: number, count: number): Promise<NumberedPiece[]> {
    const read = (store: IDBObjectStore) =>
      Promise.all([
        promisifyRequest(store.getAllKeys(piecesFrom(run, first), count)),
        promisifyRequest(store.getAll(piecesFrom(run, first), count)),
      ]);
    const [keys, values] = await this.#store('readonly', read);
    return (keys as [string, number][]).map(([, index], i) => ({ index, rows: values[i] as LogRows }));
  }

  async last(run: string, end: number): Promise<NumberedPiece | null> {
    const read = (store: IDBObjectStore) =>
      promisifyRequest(store.openCursor(piecesBefore(run, end), 'prev'));
    const cursor = await this.#store('readonly', async (store) => {
      const found = await read(store);
      return found && { key: found.key, value: found.value as unknown };
    });
    if (!cursor) return null;
    const [, index] = cursor.key as [string, number];
    return { index, rows: cursor.value as LogRows };
  }

  async write(run: string, first: number, pieces: readonly LogRows[]): Promise<void> {
    await this.#store('readwrite', (store) => {
      pieces.forEach((rows, i) => store.put(rows, pieceKey(run, first + i)));
      store.delete(piecesFrom(run, first + pieces.length));
    });
  }

  async copy(from: string, to: string): Promise<void> {
    await this.#store('readwrite', (store) => {
      store.delete(piecesFrom(to, 0));
      // One piece in memory at a time, and one transaction for all.
      const reading = store.openCursor(piecesFrom(from, 0));
      reading.onsuccess = () => {
        const cursor = reading.result;
        if (!cursor) return;
        const [, index] = cursor.key as [string, number];
        store.put(cursor.value, pieceKey(to, index));
        cursor.continue();
      };
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

  read(run: string, first: number, count: number): Promise<NumberedPiece[]> {
    const pieces = (this.#pieces.get(run) ?? []).slice(first, first + count);
    return Promise.resolve(structuredClone(pieces).map((rows, i) => ({ index: first + i, rows })));
  }

  last(run: string, end: number): Promise<NumberedPiece | null> {
    const pieces = this.#pieces.get(run) ?? [];
    const index = Math.min(end, pieces.length) - 1;
    return Promise.resolve(index < 0 ? null : { index, rows: structuredClone(pieces[index]) });
  }

  write(run: string, first: number, pieces: readonly LogRows[]): Promise<void> {
    const kept = (this.#pieces.get(run) ?? []).slice(0, first);
    const written = [...kept, ...structuredClone([...pieces])];
    if (written.length > 0) this.#pieces.set(run, written);
    else this.#pieces.delete(run);
    return Promise.resolve();
  }

  copy(from: string, to: string): Promise<void> {
    const pieces = this.#pieces.get(from);
    // What is stored is never changed in place.
    if (pieces) this.#pieces.set(to, pieces);
    else this.#pieces.delete(to);
    return Promise.resolve();
  }

  delete(run: string): Promise<void> {
    this.#pieces.delete(run);
    return Promise.resolve();
  }
}
