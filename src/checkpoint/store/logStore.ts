import type { LogRows } from '../../logging/logColumns';
import { LogColumns } from '../../logging/logColumns';
import type { LogRecord } from '../../logging/logRecord';
import type { LogStream } from '../../logging/logStream';
import { mendedStream, rowsFrom } from '../../logging/logStream';
import type { StoredLog } from '../../logging/storedLog';
import type { LogPieces, NumberedPiece } from './logPieces';

/** Rows of one stored piece, of which all but the last have so many: a flush writes the last again, so it should be small. */
const ROWS_PER_PIECE = 512;
/** Pieces that are read at once: 8192 rows, some 2 MB. */
const PIECES_PER_READ = 16;
/** No run's name has it. */
const ASIDE = '\n';

/**
 * The logs of the runs: they are a convenience, and whatever happens to them leaves the checkpoints alone. A write is whole
 * or absent. A log may have more rows than fit into the memory, so it is read, copied and written on in pieces. Every method
 * rejects as the pieces do.
 */
export class LogStore {
  readonly #pieces: LogPieces;

  constructor(pieces: LogPieces) {
    this.#pieces = pieces;
  }

  /** Names of the runs that have a log; '' is the default run. */
  async runs(): Promise<string[]> {
    return (await this.#pieces.runs()).filter((run) => !run.includes(ASIDE));
  }

  /** Whether a run has a log. */
  async has(run: string): Promise<boolean> {
    return (await this.#pieces.read(run, 0, 1)).length > 0;
  }

  /** The log of one run, to be written on. */
  of(run: string): StoredLog {
    return {
      open: async () => void (await this.#pieces.last(run, Infinity)),
      write: (records, timesteps) => this.write(run, records, timesteps),
    };
  }

  /** Reads the log of a run from row `begin` on; there is none where it has no log. */
  stream(run: string, begin = 0): LogStream {
    return this.#streamFrom(run, begin);
  }

  /**
   * Keeps the rows of a run up to `timesteps`, forgets those after it, and goes on with `records`.
   *
   * @param timesteps as `time/total_timesteps` counts them; Infinity keeps all
   */
  async write(run: string, records: readonly LogRecord[], timesteps: number): Promise<void> {
    let last = await this.#pieces.last(run, Infinity);
    let tail = tailOf(last, timesteps);
    while (last && tail.length === 0) {
      last = await this.#pieces.last(run, last.index);
      tail = tailOf(last, timesteps);
    }
    for (const record of records) tail.append(record);
    await this.#pieces.write(run, last?.index ?? 0, piecesIn(tail));
  }

  /** Puts another log in the place of a run's: that one stays until all of the other has been read. */
  async replace(run: string, log: LogStream): Promise<void> {
    const aside = run + ASIDE;
    await this.#pieces.delete(aside);
    try {
      let index = 0;
      let tail = new LogColumns();
      for await (const piece of log) {
        tail.appendRows(piece.rows(0));
        const whole = Math.floor(tail.length / ROWS_PER_PIECE);
        if (whole === 0) continue;
        const end = whole * ROWS_PER_PIECE;
        await this.#pieces.write(aside, index, piecesIn(tail, end));
        index += whole;
        const rest = new LogColumns();
        rest.appendRows(tail.rows(end));
        tail = rest;
      }
      await this.#pieces.write(aside, index, piecesIn(tail));
      await this.#pieces.copy(aside, run);
    } finally {
      // What is left over only takes space, and goes with the next log that is put there.
      await this.#pieces.delete(aside).catch(() => undefined);
    }
  }

  delete(run: string): Promise<void> {
    return this.#pieces.delete(run);
  }

  /** Gives a copy of a run's log to another run, in place of what that one has. */
  copy(from: string, to: string): Promise<void> {
    return this.#pieces.copy(from, to);
  }

  async *#streamFrom(run: string, begin: number): AsyncGenerator<LogColumns> {
    const [first] = await this.#pieces.read(run, 0, 1);
    if (!first) return;
    // A log that has lost its beginning has its first row in another piece.
    const skipped = first.index === 0 ? Math.floor(begin / ROWS_PER_PIECE) : 0;
    yield* rowsFrom(mendedStream(this.#rowsFrom(run, skipped)), begin - skipped * ROWS_PER_PIECE);
  }

  async *#rowsFrom(run: string, first: number): AsyncGenerator<LogRows> {
    for (let index = first; ;) {
      const pieces = await this.#pieces.read(run, index, PIECES_PER_READ);
      for (const { rows } of pieces) yield rows;
      const last = pieces.at(-1);
      if (!last || pieces.length < PIECES_PER_READ) return;
      index = last.index + 1;
    }
  }
}

/** The rows of a piece up to `timesteps`. */
function tailOf(piece: NumberedPiece | null, timesteps: number): LogColumns {
  const tail = new LogColumns();
  if (!piece) return tail;
  tail.appendRows(piece.rows);
  if (timesteps !== Infinity) tail.truncate(timesteps);
  return tail;
}

/** The first `end` rows, cut into pieces. */
function piecesIn(log: LogColumns, end = log.length): LogRows[] {
  return Array.from({ length: Math.ceil(end / ROWS_PER_PIECE) }, (_, i) => {
    return log.rows(i * ROWS_PER_PIECE, Math.min((i + 1) * ROWS_PER_PIECE, end));
  });
}
