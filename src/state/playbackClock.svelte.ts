export const PLAYBACK_SPEEDS = [1, 2, 4] as const;
export type PlaybackSpeed = (typeof PLAYBACK_SPEEDS)[number];

/** Where in a record the picture is, and whether it moves on. */
export class PlaybackClock {
  /** Seconds since the record's start. */
  time = $state(0);
  duration = $state(0);
  isPlaying = $state(false);
  speed: PlaybackSpeed = $state(1);

  readonly hasEnded: boolean = $derived(this.duration > 0 && this.time >= this.duration);

  /** Another record: from its start. */
  load(duration: number): void {
    this.duration = duration;
    this.time = 0;
  }

  /** From the beginning where the end was reached. */
  play(): void {
    if (this.duration === 0) return;
    if (this.hasEnded) this.time = 0;
    this.isPlaying = true;
  }

  pause(): void {
    this.isPlaying = false;
  }

  toggle(): void {
    if (this.isPlaying) this.pause();
    else this.play();
  }

  /** Goes where a person wants to look, and stays: a picture that moves on under the thumb cannot be looked at. */
  seek(time: number): void {
    this.pause();
    this.#moveTo(time);
  }

  /** @param seconds that have passed for the person who watches */
  advance(seconds: number): void {
    if (!this.isPlaying) return;
    this.#moveTo(this.time + this.speed * seconds);
    if (this.hasEnded) this.pause();
  }

  #moveTo(time: number): void {
    this.time = Math.min(this.duration, Math.max(0, time));
  }
}
