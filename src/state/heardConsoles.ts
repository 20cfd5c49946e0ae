import type { ConsoleLine } from '../logging/consoleLine';
import { withLines } from '../logging/consoleLine';

/** What a run has said in this visit. */
export interface Heard {
  /** Since when, in milliseconds since 1970: what it said before is read back. */
  readonly since: number;
  readonly lines: readonly ConsoleLine[];
}

/** What runs say that are trained here while the page shows another. */
export class HeardConsoles {
  readonly #heard = new Map<string, Heard>();
  /** Runs that are trained. */
  readonly #followed = new Set<string>();

  /** @param isOnPage the page hears it itself */
  follow(run: string, isOnPage: boolean): void {
    this.#followed.add(run);
    if (!isOnPage) this.#heard.set(run, { since: Date.now(), lines: [] });
  }

  /** Its training is over, and all that it said is kept. */
  leave(run: string): void {
    this.#followed.delete(run);
    this.#heard.delete(run);
  }

  /** @returns false: nobody listens to the run here */
  add(run: string, line: ConsoleLine): boolean {
    const heard = this.#heard.get(run);
    if (heard) this.#heard.set(run, { ...heard, lines: withLines(heard.lines, [line]) });
    return heard !== undefined;
  }

  /** The page goes from a run to others. */
  put(run: string, heard: Heard): void {
    if (this.#followed.has(run)) this.#heard.set(run, heard);
  }

  /** The page goes to a run. */
  take(run: string): Heard | undefined {
    const heard = this.#heard.get(run);
    this.#heard.delete(run);
    return heard;
  }
}
