import type { LogRows } from './logColumns';
import { LogColumns } from './logColumns';
import type { LogKey, LogRecord } from './logRecord';
import { LOG_KEYS } from './logRecord';
import type { ClockReading } from './wallClock';

/** A log as it is read: consecutive rows, some hundreds at a time, so that no log need be in memory as a whole. */
export type LogStream = AsyncIterable<LogColumns>;

/** Begins to read a log, each time from its beginning, and each time the same rows. */
export type LogSource = () => LogStream;

/** What must be known of a log to write it on. */
export interface LogSummary {
  readonly rows: number;
  /** Keys that have a value in any row, in the order of `LOG_KEYS`. */
  readonly keys: readonly LogKey[];
  /** When the first iteration began, seconds since 1970; 0 for an empty log. */
  readonly startedAt: number;
  /** Of the last row: `time/total_timesteps`, 0 where it has none; -Infinity for an empty log. */
  readonly timesteps: number;
  readonly lastReading: ClockReading;
}

const EMPTY: LogSummary = {
  rows: 0,
  keys: [],
  startedAt: 0,
  timesteps: -Infinity,
  lastReading: new LogColumns().lastReading,
};

/** Pieces as they were stored, with times that never run backwards: an earlier version stored what the clock said. */
export async function* mendedStream(pieces: AsyncIterable<LogRows>): AsyncGenerator<LogColumns> {
  let { lastReading } = EMPTY;
  for await (const rows of pieces) {
    const log = new LogColumns(lastReading);
    log.appendRows(rows);
    ({ lastReading } = log);
    yield log;
  }
}

/**
 * Records one by one in pieces of `rowsPerPiece`.
 *
 * @param previous the clocks of the row before the first
 */
export async function* piecesOf(
  records: AsyncIterable<LogRecord> | Iterable<LogRecord>,
  rowsPerPiece: number,
  previous = EMPTY.lastReading,
): AsyncGenerator<LogColumns> {
  let piece = new LogColumns(previous);
  for await (const record of records) {
    piece.append(record);
    if (piece.length < rowsPerPiece) continue;
    yield piece;
    piece = new LogColumns(piece.lastReading);
  }
  if (piece.length > 0) yield piece;
}

/** One log after the other. */
export async function* joined(...streams: readonly LogStream[]): AsyncGenerator<LogColumns> {
  for (const stream of streams) yield* stream;
}

/** The rows up to `timesteps`. */
export async function* upTo(stream: LogStream, timesteps: number): AsyncGenerator<LogColumns> {
  for await (const piece of stream) {
    const { length } = piece;
    if (timesteps !== Infinity) piece.truncate(timesteps);
    if (piece.length > 0) yield piece;
    if (piece.length < length) return;
  }
}

/** The first rows of a log. */
export async function* firstRows(stream: LogStream, rows: number): AsyncGenerator<LogColumns> {
  let left = rows;
  if (left === 0) return;
  for await (const piece of stream) {
    yield piece.length <= left ? piece : sliceOf(piece, 0, left);
    left -= Math.min(left, piece.length);
    if (left === 0) return;
  }
}

/** A log without its first rows. */
export async function* rowsFrom(stream: LogStream, begin: number): AsyncGenerator<LogColumns> {
  let skipped = begin;
  for await (const piece of stream) {
    if (skipped < piece.length) yield skipped === 0 ? piece : sliceOf(piece, skipped);
    skipped -= Math.min(skipped, piece.length);
  }
}

/** @param before what is known of the rows before the first of the stream */
export async function summarise(stream: LogStream, before = EMPTY): Promise<LogSummary> {
  let { rows, startedAt, timesteps, lastReading } = before;
  const keys = new Set(before.keys);
  for await (const piece of stream) {
    if (piece.length === 0) continue;
    if (rows === 0) startedAt = startOf(piece);
    rows += piece.length;
    piece.keys.forEach((key) => keys.add(key));
    timesteps = piece.record(piece.length - 1).values['time/total_timesteps'] ?? 0;
    ({ lastReading } = piece);
  }
  return { rows, keys: LOG_KEYS.filter((key) => keys.has(key)), startedAt, timesteps, lastReading };
}

/** What two logs begin with together. */
export interface CommonBeginning {
  readonly rows: number;
  /** Seconds since 1970, of the last row that both have; -Infinity where they have none. */
  readonly wallTime: number;
  /** The first, the second log has a row after these. */
  readonly goesOn: readonly [boolean, boolean];
}

/** Compares two logs. Rows are told apart by the time at which they were logged, which no two share. */
export async function commonBeginning(one: LogStream, other: LogStream): Promise<CommonBeginning> {
  const [a, b] = [wallTimes(one), wallTimes(other)];
  let rows = 0;
  let wallTime = -Infinity;
  try {
    for (;;) {
      const [x, y] = [await a.next(), await b.next()];
      if (x.done || y.done || x.value !== y.value) {
        return { rows, wallTime, goesOn: [!x.done, !y.done] };
      }
      rows++;
      wallTime = x.value;
    }
  } finally {
    await a.return(undefined);
    await b.return(undefined);
  }
}

async function* wallTimes(stream: LogStream): AsyncGenerator<number, undefined> {
  for await (const { wallTime } of stream) yield* wallTime;
}

function startOf(piece: LogColumns): number {
  const { wallTime, values } = piece.record(0);
  return wallTime - (values['time/time_elapsed'] ?? 0);
}

function sliceOf(piece: LogColumns, begin: number, end = piece.length): LogColumns {
  const slice = new LogColumns();
  slice.appendRows(piece.rows(begin, end));
  return slice;
}
