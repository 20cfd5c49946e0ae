/**
 * TensorBoard's smoothing: an exponential moving average divided by the weight that it has seen so far, so that the curve
 * does not begin at zero. It begins anew at each stage, whose task is another: a mean over both would be of neither. It goes
 * on where it left off when values are appended.
 */
export class Smoothing {
  readonly weight: number;
  #smoothed = new Float64Array(256);
  #length = 0;
  #average = 0;
  #seen = 0;

  /** @param weight of the past, from 0 (none) to below 1 */
  constructor(weight: number) {
    this.weight = weight;
  }

  /**
   * @param values those of the last call, and perhaps more; NaN where there is none, which stays NaN
   * @param stage of each value
   */
  extend(values: Float64Array, stage: Float64Array): Float64Array {
    this.#reserve(values.length);
    for (let i = this.#length; i < values.length; i++) {
      if (stage[i] !== stage[i - 1]) this.#beginAnew();
      this.#smoothed[i] = this.#next(values[i]);
    }
    this.#length = Math.max(this.#length, values.length);
    return this.#smoothed.subarray(0, values.length);
  }

  #beginAnew(): void {
    this.#average = 0;
    this.#seen = 0;
  }

  #next(value: number): number {
    if (!Number.isFinite(value)) return NaN;
    this.#average = this.weight * this.#average + (1 - this.weight) * value;
    this.#seen++;
    return this.#average / (1 - this.weight ** this.#seen);
  }

  #reserve(length: number): void {
    if (length <= this.#smoothed.length) return;
    const larger = new Float64Array(Math.max(2 * this.#smoothed.length, length));
    larger.set(this.#smoothed);
    this.#smoothed = larger;
  }
}
