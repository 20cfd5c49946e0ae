import { promisifyRequest, type UseStore } from 'idb-keyval';
import type { LogRows } from '../logging/logColumns';
import { LogColumns } from '../logging/logColumns';
import type { StoredLog } from '../logging/storedLog';
import { createStrictStore } from './strictStore';

/** Rows of one stored piece: a flush writes the last piece again, so it should be small. */
const ROWS_PER_PIECE = 512;

const pieceKey = (run: string, index: number) => [run, index];
/** All pieces of a run, from the one with this index on. */
const piecesFrom = (run: string, index: number) => IDBKeyRange.bound([run, index], [run, []]);

/**
 * The logs of the runs, in a database of their own: they are a convenience, and whatever happens to them leaves the
 * checkpoints alone. A write is whole or absent. Every method rejects with a `StorageError` or the transaction's error.
 */
export class LogStore {
  readonly #store: UseStore;

  constructor(database = 'tmd-lab-logs') {
    // An emptied log is an empty chart; nobody has to be told.
    this.#store = createStrictStore(database, () => undefined);
  }

  /** Names of the runs that have a log; '' is the default run. */
  async runs(): Promise<string[]> {
    const keys = await this.#store('readonly', (store) => promisifyRequest(store.getAllKeys()));
    return [...new Set((keys as [string, number][]).map(([run]) => run))];
  }

  /** The log of one run. */
  of(run: string): StoredLog {
    return {
      read: () => this.read(run),
      write: (log, firstRow) => this.write(run, log, firstRow),
    };
  }

  /** An empty log where the run has none. */
  async read(run: string): Promise<LogColumns> {
    const log = new LogColumns();
    const pieces = await this.#pieces(run);
    for (const rows of pieces) log.appendRows(rows);
    return log;
  }

  /**
   * Stores what a log holds from `firstRow` on, in place of what the run's stored log has there and after it.
   *
   * @param firstRow the rows before it are stored already
   */
  async write(run: string, log: LogColumns, firstRow: number): Promise<void> {
    const first = Math.floor(firstRow / ROWS_PER_PIECE);
    const count = Math.ceil(log.length / ROWS_PER_PIECE);
    const pieces: LogRows[] = [];
    for (let index = first; index < count; index++) {
      const begin = index * ROWS_PER_PIECE;
      pieces.push(log.rows(begin, Math.min(begin + ROWS_PER_PIECE, log.length)));
    }
    await this.#store('readwrite', (store) => {
      pieces.forEach((rows, i) => store.put(rows, pieceKey(run, first + i)));
      store.delete(piecesFrom(run, count));
    });
  }

  async delete(run: string): Promise<void> {
    await this.#store('readwrite', (store) => {
      store.delete(piecesFrom(run, 0));
    });
  }

  /** Gives a run, or a copy of it, another name; a log of that name is replaced. */
  async relocate(from: string, to: string, { keep }: { readonly keep: boolean }): Promise<void> {
    await this.write(to, await this.read(from), 0);
    if (!keep) await this.delete(from);
  }

  async #pieces(run: string): Promise<LogRows[]> {
    const read = (store: IDBObjectStore) => promisifyRequest(store.getAll(piecesFrom(run, 0)));
    return (await this.#store('readonly', read)) as LogRows[];
  }
}
