/** Milliseconds of work between two pauses: short enough that an interrupt feels immediate. */
const INTERVAL = 100;

/**
 * Lets a long computation hear interrupts, and keeps the queue of a GPU short: every tenth of a second or so it waits
 * for the work handed to the device, gives the event loop a turn and checks the signal.
 */
export class QueueLimiter {
  readonly #signal: AbortSignal;
  #stepsBetweenPauses = 1;
  #steps = 0;
  #lastPause = performance.now();

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  /**
   * Call after each small piece of work.
   *
   * @param finish waits until the device has done the work handed to it
   * @throws the signal's reason once it is aborted
   */
  async step(finish: () => Promise<unknown>): Promise<void> {
    if (++this.#steps < this.#stepsBetweenPauses) return;
    await finish();
    await new Promise((resolve) => setTimeout(resolve));
    this.#signal.throwIfAborted();
    const now = performance.now();
    // At most doubled: the first steps include the compilation of shaders and say little about the rest.
    const ratio = Math.min(2, INTERVAL / Math.max(1, now - this.#lastPause));
    this.#stepsBetweenPauses = Math.max(1, Math.floor(this.#stepsBetweenPauses * ratio));
    this.#steps = 0;
    this.#lastPause = now;
  }
}
