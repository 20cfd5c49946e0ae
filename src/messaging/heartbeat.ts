import type { Endpoint, PingMessage } from './messages';

/** Milliseconds between two looks. */
const INTERVAL = 1000;

/**
 * Watches whether a worker lives, by pings that it answers. Looks are counted and not the time between them: a computer
 * that slept, a page that was stopped and a tab in the background, whose timers are slow, have few of them.
 */
export class Heartbeat {
  readonly #endpoint: Endpoint;
  readonly #onLook: (silentLooks: number) => void;
  #timer: ReturnType<typeof setInterval> | undefined;
  #silentLooks = 0;
  /** A ping is on its way, and nothing was heard since. */
  #isAsked = false;
  #hasSpoken = false;

  /** @param onLook hears after each look how many of them in a row have heard nothing: about as many seconds */
  constructor(endpoint: Endpoint, onLook: (silentLooks: number) => void) {
    this.#endpoint = endpoint;
    this.#onLook = onLook;
    endpoint.addEventListener('message', () => this.#hear());
  }

  /** Whether anything was ever heard. Until then a worker is being loaded, which may take as long as the network wants. */
  get hasSpoken(): boolean {
    return this.#hasSpoken;
  }

  /** Looks from now on, where it does not already. */
  start(): void {
    if (this.#timer !== undefined) return;
    this.#silentLooks = 0;
    this.#ping();
    this.#timer = setInterval(() => this.#look(), INTERVAL);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #hear(): void {
    this.#hasSpoken = true;
    this.#isAsked = false;
  }

  #look(): void {
    if (!this.#hasSpoken) return;
    this.#silentLooks = this.#isAsked ? this.#silentLooks + 1 : 0;
    if (!this.#isAsked) this.#ping();
    this.#onLook(this.#silentLooks);
  }

  #ping(): void {
    this.#isAsked = true;
    this.#endpoint.postMessage({ ping: true } satisfies PingMessage);
  }
}
