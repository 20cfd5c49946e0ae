import { FileMissingError } from './errors';

type Parts = Iterable<Uint8Array<ArrayBuffer>> | AsyncIterable<Uint8Array<ArrayBuffer>>;

export async function isEmpty(parts: Parts): Promise<boolean> {
  for await (const part of parts) if (part.length > 0) return false;
  return true;
}

/**
 * How many bytes a file has, where they are the first of what it should hold; null where it has others or more, or where
 * there is no such file.
 */
export async function beginningOf(present: Parts, expected: Parts): Promise<number | null> {
  const bytes = new ByteReader(expected);
  let length = 0;
  try {
    for await (const part of present) {
      if (!(await bytes.begin(part))) return null;
      length += part.length;
    }
    return length;
  } catch (error) {
    if (error instanceof FileMissingError) return null;
    throw error;
  } finally {
    await bytes.close();
  }
}

/** All but the first bytes. */
export async function* withoutBeginning(
  parts: Parts,
  length: number,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let skipped = length;
  for await (const part of parts) {
    if (skipped < part.length) yield part.subarray(skipped);
    skipped -= Math.min(skipped, part.length);
  }
}

/** Compares bytes that come in parts with others that are cut elsewhere. */
class ByteReader {
  readonly #parts: AsyncIterator<Uint8Array>;
  #part = new Uint8Array();
  #at = 0;

  constructor(parts: Parts) {
    this.#parts = (async function* () {
      yield* parts;
    })();
  }

  /** Whether the next bytes are these. */
  async begin(expected: Uint8Array): Promise<boolean> {
    for (const byte of expected) {
      while (this.#at === this.#part.length) {
        const next = await this.#parts.next();
        if (next.done) return false;
        this.#part = new Uint8Array(next.value);
        this.#at = 0;
      }
      if (this.#part[this.#at++] !== byte) return false;
    }
    return true;
  }

  async close(): Promise<void> {
    await this.#parts.return?.();
  }
}
