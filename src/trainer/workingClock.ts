/** Milliseconds between two looks that are no gap, however quickly they follow each other otherwise. */
const SHORTEST_GAP = 5000;
/** How much longer than usual a gap is. */
const TIMES_USUAL = 4;
/** What is left of how long was usual, at each look. */
const FADING = 0.9;

/**
 * A clock of the time in which work went on: it stands still while a computer sleeps and while the program is stopped. Whoever
 * works looks at it often; a look that comes much later than usual had a gap before it.
 */
export class WorkingClock {
  readonly #now: () => number;
  #last: number;
  #counted = 0;
  /** The longest of the last waits between two looks; null: there was none. */
  #usual: number | null = null;

  /** @param now milliseconds, monotonic */
  constructor(now: () => number) {
    this.#now = now;
    this.#last = now();
  }

  /** Milliseconds of work so far. */
  readonly now = (): number => {
    const time = this.#now();
    const wait = time - this.#last;
    this.#last = time;
    const usual = this.#usual ?? wait;
    const isGap = wait > Math.max(SHORTEST_GAP, TIMES_USUAL * usual);
    this.#counted += isGap ? usual : wait;
    // Work that has become slow is no gap the second time.
    this.#usual = Math.max(wait, FADING * usual);
    return this.#counted;
  };
}
