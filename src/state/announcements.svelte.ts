/** Milliseconds between two announcements: a screen reader must be able to finish one. */
const INTERVAL = 4000;

/** What a screen reader is told of, one thing at a time and never faster than it can be listened to. */
export class Announcements {
  /** Spoken when it changes. */
  current: string = $state('');
  #next: string | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Of several within the interval, the last is spoken. */
  say(text: string): void {
    this.#next = text;
    if (this.#timer === undefined) this.#speak();
  }

  #speak(): void {
    this.#timer = undefined;
    if (this.#next === null) return;
    this.current = this.#next;
    this.#next = null;
    this.#timer = setTimeout(() => this.#speak(), INTERVAL);
  }
}
