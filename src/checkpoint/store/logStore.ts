import type { LogRows } from '../../logging/logColumns';
import { LogColumns } from '../../logging/logColumns';
import type { StoredLog } from '../../logging/storedLog';
import type { LogPieces } from './logPieces';

/** Rows of one stored piece: a flush writes the last piece again, so it should be small. */
const ROWS_PER_PIECE = 512;

/**
 * The logs of the runs: they are a convenience, and whatever happens to them leaves the checkpoints alone. A write is whole
 * or absent. Every method rejects as the pieces do.
 */
export class LogStore {
  readonly #pieces: LogPieces;

  constructor(pieces: LogPieces) {
    this.#pieces = pieces;
  }

  /** Names of the runs that have a log; '' is the default run. */
  runs(): Promise<string[]> {
    return this.#pieces.runs();
  }

  /** The log of one run. */
  of(run: string): StoredLog {
    return {
      read: () => this.read(run),
      write: (log, firstRow) => this.write(run, log, firstRow),
    };
  }

  /** Reads the log of a run, an empty one where it has none. */
  async read(run: string): Promise<LogColumns> {
    const log = new LogColumns();
    for (const rows of await this.#pieces.read(run)) log.appendRows(rows);
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
    await this.#pieces.write(run, Math.min(first, count), pieces);
  }

  delete(run: string): Promise<void> {
    return this.#pieces.delete(run);
  }

  /** Gives a copy of a run's log to another run, in place of what that one has. */
  async copy(from: string, to: string): Promise<void> {
    await this.#pieces.write(to, 0, await this.#pieces.read(from));
  }
}
