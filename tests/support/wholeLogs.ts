import { LogColumns } from '../../src/logging/logColumns';
import type { LogRecord } from '../../src/logging/logRecord';
import { recordsOf } from '../../src/logging/logFiles';
import type { LogSource, LogStream } from '../../src/logging/logStream';
import { piecesOf } from '../../src/logging/logStream';

/** All that comes, in a list. */
export async function listed<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = [];
  for await (const item of items) list.push(item);
  return list;
}

/** A log in one piece. */
export async function gathered(stream: LogStream): Promise<LogColumns> {
  const log = new LogColumns();
  for await (const piece of stream) log.appendRows(piece.rows(0));
  return log;
}

/** The rows of a log, with the times that it gives them. */
export async function recordsIn(stream: LogStream): Promise<LogRecord[]> {
  return [...recordsOf(await gathered(stream))];
}

/** A log that is read in pieces of `rowsPerPiece`. */
export function sourceOf(records: readonly LogRecord[], rowsPerPiece = 100): LogSource {
  return () => piecesOf(records, rowsPerPiece);
}

/** What a file would hold that is read part by part. */
export async function bytesOf(content: Blob): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await content.arrayBuffer());
}
