/** Numbers that are appended to and cut off at the end, in one buffer that doubles when it is full. */
export class GrowingArray {
  #buffer = new Float64Array(256);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  at(index: number): number {
    return this.#buffer[index];
  }

  /** The numbers so far, not copied: what is appended later is not in it. */
  get view(): Float64Array<ArrayBuffer> {
    return this.#buffer.subarray(0, this.#length);
  }

  push(value: number): void {
    this.#reserve(1);
    this.#buffer[this.#length++] = value;
  }

  append(values: ArrayLike<number>): void {
    this.#reserve(values.length);
    this.#buffer.set(values, this.#length);
    this.#length += values.length;
  }

  /** Appends NaN until there are `length` numbers. */
  pad(length: number): void {
    this.#reserve(length - this.#length);
    this.#buffer.fill(NaN, this.#length, length);
    this.#length = Math.max(this.#length, length);
  }

  truncate(length: number): void {
    this.#length = Math.min(this.#length, length);
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#buffer.length) return;
    const larger = new Float64Array(Math.max(2 * this.#buffer.length, this.#length + count));
    larger.set(this.view);
    this.#buffer = larger;
  }
}
