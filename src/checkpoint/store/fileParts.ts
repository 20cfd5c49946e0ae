import { FileMissingError } from './errors';

type Parts = Iterable<Uint8Array<ArrayBuffer>> | AsyncIterable<Uint8Array<ArrayBuffer>>;

/**
 * What a file lacks of what it should hold; null where it has other bytes or more, or where there is no such file.
 *
 * @returns to be read once, and to its end
 */
export async function missingEnd(
  present: Parts,
  expected: Parts,
): Promise<AsyncGenerator<Uint8Array<ArrayBuffer>> | null> {
  const bytes = new ByteReader(expected);
  let isBeginning = false;
  try {
    isBeginning = await bytes.beginWith(present);
  } catch (error) {
    if (!(error instanceof FileMissingError)) throw error;
  } finally {
    if (!isBeginning) await bytes.close();
  }
  return isBeginning ? bytes.rest() : null;
}

/** The same parts, where there is a byte in them; null: there is none. */
export async function unlessEmpty(
  parts: AsyncGenerator<Uint8Array<ArrayBuffer>>,
): Promise<AsyncGenerator<Uint8Array<ArrayBuffer>> | null> {
  for (;;) {
    const next = await parts.next();
    if (next.done) return null;
    if (next.value.length > 0) return startingWith(next.value, parts);
  }
}

async function* startingWith(
  first: Uint8Array<ArrayBuffer>,
  parts: AsyncGenerator<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  yield first;
  yield* parts;
}

/** Compares bytes that come in parts with others that are cut elsewhere. */
class ByteReader {
  readonly #parts: AsyncGenerator<Uint8Array<ArrayBuffer>>;
  #part = new Uint8Array();
  #at = 0;

  constructor(parts: Parts) {
    this.#parts = (async function* () {
      yield* parts;
    })();
  }

  /** Whether the next bytes are these; they are read. */
  async beginWith(expected: Parts): Promise<boolean> {
    for await (const part of expected) {
      for (const byte of part) {
        while (this.#at === this.#part.length) {
          const next = await this.#parts.next();
          if (next.done) return false;
          this.#part = next.value;
          this.#at = 0;
        }
        if (this.#part[this.#at++] !== byte) return false;
      }
    }
    return true;
  }

  async *rest(): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    yield this.#part.subarray(this.#at);
    yield* this.#parts;
  }

  async close(): Promise<void> {
    await this.#parts.return(undefined);
  }
}
