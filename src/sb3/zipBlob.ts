import { concatenated } from '../numerics/concatenated';
import { crc32 } from '../numerics/crc32';

const LOCAL_SIGNATURE = 0x04034b50;
const ENTRY_SIGNATURE = 0x02014b50;
const END_SIGNATURE = 0x06054b50;
/** Version 1.0 of the format, on UNIX, which is where files have permissions. */
const VERSION = 10;
const MADE_BY = (3 << 8) | 30;
const NAME_IS_UTF8 = 1 << 11;
/** A regular file that its owner and their group write, and all read: 0100664. */
const PERMISSIONS = 0o100664;
/** The first of January 1980. */
const DATE = 0x21;
/** What offsets can say, without zip64. */
const MAX_SIZE = 2 ** 32 - 1;
const MAX_ENTRIES = 2 ** 16 - 1;

/**
 * Packs files uncompressed, as `writeZip` does, and under plain names with the same bytes, one after the other: none of them is needed any more
 * once it is added. Where a blob's bytes lie is the browser's business, which moves large ones to its disk.
 */
export class ZipBlobWriter {
  readonly #parts: Blob[] = [];
  #size = 0;
  readonly #directory: Uint8Array<ArrayBuffer>[] = [];

  /** @throws RangeError beyond what a zip can hold: 4 GiB, or 65535 files */
  add(name: string, bytes: Uint8Array<ArrayBuffer>): void {
    const offset = this.#size;
    if (offset + bytes.length > MAX_SIZE || this.#directory.length === MAX_ENTRIES) {
      throw new RangeError('A zip holds 4 GiB and 65535 files at most');
    }
    const encoded = new TextEncoder().encode(name);
    const isAscii = encoded.length === name.length;
    const common = concatenated([
      uint16(VERSION),
      uint16(isAscii ? 0 : NAME_IS_UTF8),
      uint16(0),
      uint16(0),
      uint16(DATE),
      uint32(crc32(bytes)),
      uint32(bytes.length),
      uint32(bytes.length),
      uint16(encoded.length),
      uint16(0),
    ]);
    const part = new Blob([uint32(LOCAL_SIGNATURE), common, encoded, bytes]);
    this.#parts.push(part);
    this.#size += part.size;
    const place = concatenated([
      uint16(0),
      uint16(0),
      uint16(0),
      uint32((PERMISSIONS << 16) >>> 0),
      uint32(offset),
    ]);
    this.#directory.push(concatenated([uint32(ENTRY_SIGNATURE), uint16(MADE_BY), common, place, encoded]));
  }

  finish(): Blob {
    const count = uint16(this.#directory.length);
    const directory = new Blob(this.#directory);
    const sizes = concatenated([uint32(directory.size), uint32(this.#size)]);
    const end = concatenated([uint32(END_SIGNATURE), uint16(0), uint16(0), count, count, sizes, uint16(0)]);
    return new Blob([...this.#parts, directory, end], { type: 'application/zip' });
  }
}

function uint16(value: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(2);
  new DataView(bytes.buffer).setUint16(0, value, true);
  return bytes;
}

function uint32(value: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}
