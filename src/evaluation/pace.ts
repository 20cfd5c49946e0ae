/** Milliseconds of work between two pauses: short enough that an interrupt feels immediate. */
const INTERVAL = 50;

/** The turn of whoever rests last: where several compute in one thread, messages get their turn after each of them. */
let lastTurn = Promise.resolve();

/** Lets a long evaluation hear interrupts: it gives the event loop a turn every so often. */
export class Pace {
  readonly #signal: AbortSignal;
  readonly #onRest: () => void;
  #lastPause = performance.now();

  /** For work that nobody interrupts: it ends with its thread. */
  static uninterrupted(): Pace {
    return new Pace(new AbortController().signal);
  }

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
      await takeTurn();
      this.#lastPause = performance.now();
    }
    this.#signal.throwIfAborted();
  }

  /**
   * Maps items one by one, in order, and rests after each.
   *
   * @throws as `rest`
   */
  async map<Item, Result>(
    items: readonly Item[],
    map: (item: Item, index: number) => Result,
  ): Promise<Result[]> {
    const results: Result[] = [];
    for (const [index, item] of items.entries()) {
      results.push(map(item, index));
      await this.rest();
    }
    return results;
  }
}

function takeTurn(): Promise<void> {
  const turn = lastTurn.then(
    () =>
      new Promise<void>((resolve) => {
        setTimeout(resolve);
      }),
  );
  lastTurn = turn;
  return turn;
}
