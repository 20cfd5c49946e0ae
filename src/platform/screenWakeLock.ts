/** Keeps the screen awake while something is under way, as far as the browser has it and grants it. */
export class ScreenWakeLock {
  readonly #wakeLock: WakeLock | undefined = (navigator as { wakeLock?: WakeLock }).wakeLock;
  #sentinel: WakeLockSentinel | null = null;
  #isHeld = false;

  /** The browser lets go whenever the page is hidden; it is asked again when the page is back. */
  readonly #takeAgain = () => {
    if (document.visibilityState === 'visible') this.#take();
  };

  hold(): void {
    if (this.#isHeld) return;
    this.#isHeld = true;
    document.addEventListener('visibilitychange', this.#takeAgain);
    this.#take();
  }

  release(): void {
    this.#isHeld = false;
    document.removeEventListener('visibilitychange', this.#takeAgain);
    const sentinel = this.#sentinel;
    this.#sentinel = null;
    sentinel?.release().catch(() => undefined);
  }

  #take(): void {
    const hold = async () => {
      const sentinel = await this.#wakeLock?.request('screen');
      if (this.#isHeld) this.#sentinel = sentinel ?? null;
      else await sentinel?.release();
    };
    // A favour that the browser may refuse, on a low battery for instance; training does not depend on it.
    hold().catch(() => undefined);
  }
}
