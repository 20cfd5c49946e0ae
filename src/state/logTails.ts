import type { LogRecord } from '../logging/logRecord';

/** What of a log the store may not have yet. */
export interface LogTail {
  readonly unstored: readonly LogRecord[];
  /** Timesteps of the last row before these: the store may hold abandoned ones after it. Infinity: it holds the log. */
  readonly storedUpTo: number;
}

const WHOLLY_STORED: LogTail = { unstored: [], storedUpTo: Infinity };

/** The ends of the logs of runs that are trained here, or were since they were opened. */
export class LogTails {
  readonly #tails = new Map<string, LogTail>();
  /** Runs that are trained. */
  readonly #followed = new Set<string>();

  of(run: string): LogTail {
    return this.#tails.get(run) ?? WHOLLY_STORED;
  }

  /** A run is trained here: what is told of its log from now on is newer than what is stored. */
  follow(run: string): void {
    this.#followed.add(run);
  }

  /** Its training is over. */
  leave(run: string): void {
    this.#followed.delete(run);
  }

  isFollowed(run: string): boolean {
    return this.#followed.has(run);
  }

  /** The log is read anew: another tab may have gone on with a run that is not trained here. */
  forget(run: string): void {
    if (!this.isFollowed(run)) this.#tails.delete(run);
  }

  /** Training goes on after `timesteps`: what the log has beyond is written anew. */
  beginAt(run: string, timesteps: number): void {
    const { unstored, storedUpTo } = this.of(run);
    this.#tails.set(run, {
      unstored: unstored.filter((record) => timestepsOf(record) <= timesteps),
      storedUpTo: Math.min(storedUpTo, timesteps),
    });
  }

  /** @param records one or more */
  append(run: string, records: readonly LogRecord[]): void {
    const before = this.of(run);
    const isWhole = before.storedUpTo === Infinity;
    const storedUpTo = isWhole ? timestepsOf(records[0]) - 1 : before.storedUpTo;
    const unstored = records.filter((record) => !(timestepsOf(record) <= storedUpTo));
    this.#tails.set(run, { unstored: [...before.unstored, ...unstored], storedUpTo });
  }

  /** The store has all rows up to `timesteps`. */
  stored(run: string, timesteps: number): void {
    const unstored = this.of(run).unstored.filter((record) => !(timestepsOf(record) <= timesteps));
    this.#tails.set(run, { unstored, storedUpTo: timesteps });
  }
}

function timestepsOf({ values }: LogRecord): number {
  return values['time/total_timesteps'] ?? NaN;
}
