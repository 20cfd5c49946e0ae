/** Somebody's wish that the state in training be saved at the end of its iteration, and not only when that is due. */
export class SaveRequest {
  #isMade = false;

  make(): void {
    this.#isMade = true;
  }

  /** Whether it was made since it was last taken. */
  take(): boolean {
    const isMade = this.#isMade;
    this.#isMade = false;
    return isMade;
  }
}
