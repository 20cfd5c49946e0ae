/** Milliseconds of work between two pauses: short enough that an interrupt feels immediate. */
const INTERVAL = 20;

/**
 * Cuts work into ranges that take about `INTERVAL` each, and gives the event loop a turn after every one, so that an
 * interrupt is heard.
 */
export class Pacer {
  readonly #signal: AbortSignal;
  /** By kind of work: how many pieces of it fit an interval. */
  readonly #sizes = new Map<number, number>();
  #lastPause = performance.now();

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  /**
   * @param kind of the work; pieces of one kind take about the same time
   * @param work does the pieces from `first` to before `last`
   * @param most pieces in a range
   * @throws the signal's reason once it is aborted
   */
  async run(
    kind: number,
    pieces: number,
    work: (first: number, last: number) => void,
    most = Infinity,
  ): Promise<void> {
    for (let first = 0; first < pieces;) {
      const size = this.#sizes.get(kind) ?? 1;
      const last = Math.min(pieces, first + size);
      const start = performance.now();
      work(first, last);
      const took = performance.now() - start;
      // At most doubled: the first pieces run in code that is not optimised yet.
      const ratio = Math.min(2, INTERVAL / Math.max(took, 0.01));
      this.#sizes.set(kind, Math.min(most, Math.max(1, Math.floor((last - first) * ratio))));
      first = last;
      if (performance.now() - this.#lastPause > INTERVAL / 2) {
        await turn();
        this.#lastPause = performance.now();
      }
      this.#signal.throwIfAborted();
    }
  }
}

/** Lets the event loop run what is waiting. A timer would do, but browsers make nested ones wait for 4 ms. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
