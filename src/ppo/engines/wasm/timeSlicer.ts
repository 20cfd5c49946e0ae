import type { Job } from './assembly/plan';

/** Milliseconds of work between two pauses: short enough that an interrupt feels immediate. */
const INTERVAL = 20;

/** Who does the work. */
export interface Workers {
  /** The range that comes next is done on so many threads. */
  threadsFor(job: Job): number;
  record(job: Job, pieces: number, milliseconds: number): void;
}

/** Does the pieces from `first` to before `last`. */
export type Work = (first: number, last: number, threads: number) => void;

/**
 * Cuts work into ranges that take about `INTERVAL` each, and gives the event loop a turn between them, so that an interrupt is
 * heard. One slicer serves a whole stage: an iteration may be over long before a turn is due.
 */
export class TimeSlicer {
  readonly #workers: Workers;
  /** By job and number of threads: how many pieces of it fit an interval. */
  readonly #sizes = new Map<string, number>();
  #signal: AbortSignal;
  #lastPause = performance.now();

  constructor(workers: Workers, signal: AbortSignal) {
    this.#workers = workers;
    this.#signal = signal;
  }

  /** From now on it is this signal that ends the work. */
  heed(signal: AbortSignal): void {
    this.#signal = signal;
  }

  /**
   * @param job whose pieces take about the same time each
   * @param most pieces in a range
   * @throws the signal's reason once it is aborted
   */
  async run(job: Job, pieces: number, work: Work, most = Infinity): Promise<void> {
    for (let first = 0; first < pieces;) {
      const threads = this.#workers.threadsFor(job);
      const kind = `${job} on ${threads}`;
      const size = this.#sizes.get(kind) ?? 1;
      const last = Math.min(pieces, first + size);
      const start = performance.now();
      work(first, last, threads);
      const took = performance.now() - start;
      this.#workers.record(job, last - first, took);
      // At most doubled: the first pieces run in code that is not optimised yet.
      const ratio = Math.min(2, INTERVAL / Math.max(took, 0.01));
      // The last range may be a small rest, which says nothing of larger ones.
      if (last - first === size || ratio < 1) {
        this.#sizes.set(kind, Math.min(most, Math.max(1, Math.floor((last - first) * ratio))));
      }
      first = last;
      if (performance.now() - this.#lastPause > INTERVAL / 2) {
        await turn();
        this.#lastPause = performance.now();
      }
      this.#signal.throwIfAborted();
    }
  }
}

/** Ports with a message under way: what nothing else holds may be collected as garbage before its message is heard. */
const waiting = new Set<MessagePort>();

/** Lets the event loop run what is waiting. A timer would do, but browsers make nested ones wait for 4 ms. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    waiting.add(port1);
    port1.onmessage = () => {
      waiting.delete(port1);
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
