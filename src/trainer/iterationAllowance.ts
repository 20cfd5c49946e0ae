/** How many iterations a session may still begin. */
export class IterationAllowance {
  #left: number;

  /** @param count at least 1; infinite for a session that goes on to the end of its run */
  constructor(count: number) {
    this.#left = count;
  }

  get isSpent(): boolean {
    return this.#left === 0;
  }

  /** An iteration begins. */
  spend(): void {
    this.#left--;
  }

  /** Iterations are undone, and may be begun again. */
  giveBack(count: number): void {
    this.#left += count;
  }
}
