import type { LogKey } from './logRecord';
import type { LogStream } from './logStream';

/** The smallest value of a key in each stage that has one. */
export async function leastByStage(log: LogStream, key: LogKey): Promise<ReadonlyMap<number, number>> {
  const least = new Map<number, number>();
  for await (const piece of log) {
    const column = piece.column(key);
    const { stage } = piece;
    column?.forEach((value, row) => {
      if (!Number.isNaN(value)) least.set(stage[row], Math.min(value, least.get(stage[row]) ?? Infinity));
    });
  }
  return least;
}
