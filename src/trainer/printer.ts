import type { TrainerEvent } from './protocol';

/** Prints lines to the console of a session. */
export class Printer {
  readonly #emit: (event: TrainerEvent) => void;

  constructor(emit: (event: TrainerEvent) => void) {
    this.#emit = emit;
  }

  print(...lines: readonly string[]): void {
    for (const line of lines) this.#emit({ type: 'console', line, level: 'info' });
  }

  printError(...lines: readonly string[]): void {
    for (const line of lines) this.#emit({ type: 'console', line, level: 'error' });
  }
}
