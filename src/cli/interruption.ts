import { constants } from 'node:os';

/** Milliseconds in which the same signal again is the same key press: npm passes on what the terminal sent as well. */
const SAME_PRESS = 500;

type Signal = (typeof SIGNALS)[number];
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const OUTPUTS = [process.stdout, process.stderr] as const;

/** What a shell takes a process to have returned that a signal ended. */
export function statusOf(signal: Signal): number {
  return 128 + constants.signals[signal];
}

/**
 * Turns the system's signals into an interrupt of the training; an output that nobody reads any more, as of a terminal or a
 * pipe that was closed, is a SIGHUP that may not come, and so is the end of the process that started this one for one run of
 * several. Ctrl+C once more warns that the checkpoint is still being written, and then ends the process without it; batch
 * systems repeat their signals without meaning so.
 */
export class Interruption {
  readonly #controller = new AbortController();
  readonly #warn: (text: string) => void;
  #first: Signal | null = null;
  #presses = 0;
  #lastPress = -Infinity;

  /** @param warn tells the user */
  constructor(warn: (text: string) => void) {
    this.#warn = warn;
    for (const signal of SIGNALS) process.on(signal, this.#hear);
    for (const output of OUTPUTS) output.on('error', this.#hangUp);
    process.on('disconnect', this.#hangUp);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The process's exit status; null while nothing has interrupted it. */
  get exitStatus(): number | null {
    return this.#first && statusOf(this.#first);
  }

  /** The system's own handling of signals applies again. */
  stopListening(): void {
    for (const signal of SIGNALS) process.off(signal, this.#hear);
    for (const output of OUTPUTS) output.off('error', this.#hangUp);
    process.off('disconnect', this.#hangUp);
  }

  readonly #hangUp = (): void => this.#hear('SIGHUP');

  readonly #hear = (signal: Signal): void => {
    if (!this.#first) {
      this.#first = signal;
      this.#controller.abort(new DOMException(`Interrupted by ${signal}.`, 'AbortError'));
    }
    if (signal !== 'SIGINT' || performance.now() - this.#lastPress < SAME_PRESS) return;
    this.#lastPress = performance.now();
    this.#presses++;
    if (this.#presses === 2) {
      this.#warn('The checkpoint is still being written. Press Ctrl+C once more to end without it.');
    } else if (this.#presses > 2) {
      this.#warn('Ended before the checkpoint was written. The files from before are untouched.');
      process.exit(statusOf(signal));
    }
  };
}
