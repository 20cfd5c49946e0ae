/**
 * Writes the few pickle opcodes that torch's `weights_only` loader accepts (protocol 2, no memo). Names follow
 * Python's `pickletools`.
 */
export class PickleWriter {
  readonly #bytes: number[] = [0x80, 0x02];
  readonly #scratch = new DataView(new ArrayBuffer(8));

  global(module: string, name: string): this {
    return this.#opcode('c').#ascii(`${module}\n${name}\n`);
  }

  mark(): this {
    return this.#opcode('(');
  }

  /** Closes a mark. */
  tuple(): this {
    return this.#opcode('t');
  }

  emptyTuple(): this {
    return this.#opcode(')');
  }

  emptyDict(): this {
    return this.#opcode('}');
  }

  emptyList(): this {
    return this.#opcode(']');
  }

  /** Puts the pairs since the mark into the dictionary below it. */
  setItems(): this {
    return this.#opcode('u');
  }

  /** Appends the values since the mark to the list below it. */
  appends(): this {
    return this.#opcode('e');
  }

  reduce(): this {
    return this.#opcode('R');
  }

  build(): this {
    return this.#opcode('b');
  }

  persistentId(): this {
    return this.#opcode('Q');
  }

  none(): this {
    return this.#opcode('N');
  }

  boolean(value: boolean): this {
    this.#bytes.push(value ? 0x88 : 0x89);
    return this;
  }

  /** @param value 0 to 2^31 - 1 */
  integer(value: number): this {
    if (value < 0x100) this.#bytes.push(0x4b, value);
    else if (value < 0x1_0000) this.#bytes.push(0x4d, value & 0xff, value >> 8);
    else {
      this.#scratch.setInt32(0, value, true);
      this.#bytes.push(0x4a);
      this.#copyScratch(4);
    }
    return this;
  }

  /** Float64, the one big-endian number of the format. */
  float(value: number): this {
    this.#scratch.setFloat64(0, value, false);
    this.#bytes.push(0x47);
    this.#copyScratch(8);
    return this;
  }

  string(value: string): this {
    const text = new TextEncoder().encode(value);
    this.#scratch.setUint32(0, text.length, true);
    this.#bytes.push(0x58);
    this.#copyScratch(4);
    this.#bytes.push(...text);
    return this;
  }

  finish(): Uint8Array<ArrayBuffer> {
    return Uint8Array.from([...this.#bytes, 0x2e]);
  }

  #opcode(character: string): this {
    this.#bytes.push(character.charCodeAt(0));
    return this;
  }

  #ascii(text: string): this {
    for (const character of text) this.#bytes.push(character.charCodeAt(0));
    return this;
  }

  #copyScratch(length: number): void {
    for (let i = 0; i < length; i++) this.#bytes.push(this.#scratch.getUint8(i));
  }
}
