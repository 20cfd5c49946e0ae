/** Milliseconds of work between two pauses: short enough that an interrupt feels immediate. */
const INTERVAL = 50;

/** Lets a long evaluation hear interrupts: it gives the event loop a turn every so often. */
export class Pace {
  readonly #signal: AbortSignal;
  readonly #onRest: () => void;
  #lastPause = performance.now();

  /** @param onRest hears that work goes on */
  constructor(signal: AbortSignal, onRest: () => void = () => undefined) {
    this.#signal = signal;
    this.#onRest = onRest;
  }

  /**
   * Call between two pieces of work.
   *
   * @throws the signal's reason once it is aborted
   */
  async rest(): Promise<void> {
    if (performance.now() - this.#lastPause > INTERVAL) {
      this.#onRest();
      await new Promise((resolve) => setTimeout(resolve));
      this.#lastPause = performance.now();
    }
    this.#signal.throwIfAborted();
  }
}
