import { crc32 } from '../numerics/crc32';
import { ModelZipError, UnsuitableZipError } from './errors';

/** What a zip may hold before it is refused unread. */
export interface ZipLimits {
  readonly entries: number;
  /** Bytes of all entries together, inflated. */
  readonly totalSize: number;
  /** Bytes of one entry, inflated, where that is less. */
  readonly entrySize?: number;
}

interface Entry {
  /** With `/` between folders, whatever wrote the zip. */
  readonly name: string;
  /** As the zip has it. */
  readonly rawName: string;
  readonly method: number;
  readonly crc: number;
  readonly compressedSize: number;
  readonly size: number;
  /** Offset of the local header. */
  readonly offset: number;
}

const END_SIGNATURE = 0x06054b50;
const END64_SIGNATURE = 0x06064b50;
const LOCATOR64_SIGNATURE = 0x07064b50;
const LOCATOR64_SIZE = 20;
const END64_SIZE = 56;
/** What a field says that is too narrow: its value stands in the fields of zip64. */
const IN_ZIP64_16 = 0xffff;
const IN_ZIP64_32 = 0xffffffff;
const ZIP64_FIELD = 1;
const ENTRY_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;
const END_SIZE = 22;
const MAX_COMMENT = 0xffff;
const ENCRYPTED = 1;
const LOCAL_SIZE = 30;
/** Files that systems leave in folders, and that macOS and Windows pack along. */
const SYSTEM_FILE = /^__MACOSX\/|(?:^|\/)(?:\.DS_Store|\._[^/]*|Thumbs\.db|desktop\.ini)$/i;
/** Weights hardly compress: what unpacks to twenty times its size and is large is a bomb. */
const MAX_RATIO = 20;
const SMALL = 2 ** 20;
/** Bytes that are given to the inflater at a time. */
const PORTION = 4096;
const STORED = 0;
const DEFLATED = 8;

/**
 * A zip that may come from anywhere: the outer one of a model, a packed run of gigabytes, and torch's inner ones, which JSZip
 * takes for damaged because of the zip64 record before their end. The central directory is judged before anything is
 * inflated, each entry is read by itself, and what is inflated is counted.
 */
export class ZipArchive {
  readonly #source: Source;
  readonly #limits: ZipLimits;
  readonly #entries: ReadonlyMap<string, Entry>;
  readonly #isPlain: boolean;

  private constructor(source: Source, limits: ZipLimits, entries: readonly Entry[], isPlain: boolean) {
    this.#source = source;
    this.#limits = limits;
    this.#isPlain = isPlain;
    this.#entries = new Map(entries.map((entry) => [entry.name, entry]));
  }

  /**
   * Reads the directory; nothing is unpacked.
   *
   * @param zip bytes, or a file of which only the parts that are needed are read
   * @throws ModelZipError when it is no zip, damaged, encrypted, too large, or has a name twice or outside its folder
   */
  static async open(zip: Uint8Array<ArrayBuffer> | Blob, limits: ZipLimits): Promise<ZipArchive> {
    const source = zip instanceof Blob ? new BlobSource(zip) : new ByteSource(zip);
    const all = await readDirectory(source, limits);
    const entries = all.filter(({ name }) => !SYSTEM_FILE.test(name));
    const isPlain = entries.length === all.length && entries.every(({ name, rawName }) => name === rawName);
    return new ZipArchive(source, limits, entries, isPlain);
  }

  /** Whether what is read is what the zip has: no folder was taken off, no system file left out, no separator changed. */
  get isPlain(): boolean {
    return this.#isPlain;
  }

  /**
   * The same files without the one folder that all of them are in, if this entry is in it: what unpacking a zip and packing
   * its folder leaves.
   */
  unwrapped(entry: string): ZipArchive {
    const [first] = this.names;
    const folder = /^[^/]+\//.exec(first ?? '')?.[0];
    const isWrapped =
      folder && this.#entries.has(folder + entry) && this.names.every((name) => name.startsWith(folder));
    if (!isWrapped) return this;
    const entries = [...this.#entries.values()].filter(({ name }) => name !== folder);
    const inside = entries.map((each) => ({ ...each, name: each.name.slice(folder.length) }));
    return new ZipArchive(this.#source, this.#limits, inside, false);
  }

  /** In the order of the directory, without those of folders and of the system. */
  get names(): string[] {
    return [...this.#entries.keys()].filter((name) => !name.endsWith('/'));
  }

  /**
   * The bytes of an entry, which may be a part of those that the zip was opened on; undefined: there is none of this name.
   *
   * @throws ModelZipError when they are not what was packed
   */
  async read(name: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const entry = this.#entries.get(name);
    if (!entry) return undefined;
    judge(entry, this.#limits);
    const content = await readEntry(this.#source, entry);
    if (content.length !== entry.size || crc32(content) !== entry.crc) {
      throw damaged(`the entry "${name}" is not what was packed`);
    }
    return content;
  }
}

/** Bytes that lie somewhere, to be read in parts. */
interface Source {
  readonly size: number;
  read(start: number, end: number): Promise<Uint8Array<ArrayBuffer>>;
}

class ByteSource implements Source {
  readonly #bytes: Uint8Array<ArrayBuffer>;

  constructor(bytes: Uint8Array<ArrayBuffer>) {
    this.#bytes = bytes;
  }

  get size(): number {
    return this.#bytes.length;
  }

  read(start: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
    return Promise.resolve(this.#bytes.subarray(start, end));
  }
}

class BlobSource implements Source {
  readonly #blob: Blob;

  constructor(blob: Blob) {
    this.#blob = blob;
  }

  get size(): number {
    return this.#blob.size;
  }

  async read(start: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
    return new Uint8Array(await this.#blob.slice(start, end).arrayBuffer());
  }
}

/**
 * All entries of a small zip.
 *
 * @throws ModelZipError as `ZipArchive`
 */
export async function readZip(
  bytes: Uint8Array<ArrayBuffer>,
  limits: ZipLimits,
): Promise<Map<string, Uint8Array<ArrayBuffer>>> {
  const archive = await ZipArchive.open(bytes, limits);
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const name of archive.names) {
    const content = await archive.read(name);
    if (content) files.set(name, content);
  }
  return files;
}

async function readDirectory(source: Source, limits: ZipLimits): Promise<Entry[]> {
  const { count, begin, end } = await findDirectory(source);
  if (count > limits.entries)
    throw new UnsuitableZipError(`The zip has ${count} entries, more than a checkpoint has`);
  const bytes = await source.read(begin, end);
  const view = viewOf(bytes);
  const entries: Entry[] = [];
  const names = new Set<string>();
  let position = 0;
  for (let i = 0; i < count; i++) {
    if (position + 46 > bytes.length || view.getUint32(position, true) !== ENTRY_SIGNATURE) {
      throw damaged('its directory is broken');
    }
    const { entry, next } = parseEntry(bytes, view, position);
    const { name } = entry;
    if (isOutside(name))
      throw new UnsuitableZipError(`The zip has the unsafe entry name "${name.slice(0, 80)}"`);
    if (names.has(name)) throw new ModelZipError(`The zip has the entry "${name}" twice`);
    names.add(name);
    entries.push(entry);
    position = next;
  }
  if (position !== bytes.length) throw damaged('its directory has another size');
  const sum = (sizeOf: (entry: Entry) => number) =>
    entries.reduce((total, entry) => total + sizeOf(entry), 0);
  const totalSize = sum(({ size }) => size);
  if (totalSize > limits.totalSize) {
    throw new UnsuitableZipError(
      `The zip unpacks to ${totalSize} bytes, more than the ${limits.totalSize} allowed`,
    );
  }
  // Entries that share their bytes are how a small zip announces much at a modest ratio.
  if (sum(({ compressedSize }) => compressedSize) > source.size) throw damaged('its entries overlap');
  return entries;
}

function parseEntry(bytes: Uint8Array, view: DataView, position: number): { entry: Entry; next: number } {
  const nameLength = view.getUint16(position + 28, true);
  const extraLength = view.getUint16(position + 30, true);
  const commentLength = view.getUint16(position + 32, true);
  if (view.getUint16(position + 8, true) & ENCRYPTED) throw new UnsuitableZipError('The zip is encrypted');
  const rawName = new TextDecoder().decode(bytes.subarray(position + 46, position + 46 + nameLength));
  const entry = {
    // The zips of Windows' Compress-Archive.
    name: rawName.replaceAll('\\', '/'),
    rawName,
    method: view.getUint16(position + 10, true),
    crc: view.getUint32(position + 16, true),
    compressedSize: view.getUint32(position + 20, true),
    size: view.getUint32(position + 24, true),
    offset: view.getUint32(position + 42, true),
  };
  const extra = position + 46 + nameLength;
  if (extra + extraLength > bytes.length) throw damaged('its directory is broken');
  return {
    entry: withZip64(entry, view, extra, extra + extraLength),
    next: extra + extraLength + commentLength,
  };
}

/** The sizes and the offset of an entry for which the usual fields are too narrow. */
function withZip64(entry: Entry, view: DataView, begin: number, end: number): Entry {
  for (let field = begin; field + 4 <= end; field += 4 + view.getUint16(field + 2, true)) {
    if (view.getUint16(field, true) !== ZIP64_FIELD) continue;
    let position = field + 4;
    const last = Math.min(end, position + view.getUint16(field + 2, true));
    const wide = (value: number) => {
      if (value !== IN_ZIP64_32) return value;
      if (position + 8 > last) throw damaged('its directory is broken');
      position += 8;
      return Number(view.getBigUint64(position - 8, true));
    };
    const size = wide(entry.size);
    const compressedSize = wide(entry.compressedSize);
    return { ...entry, size, compressedSize, offset: wide(entry.offset) };
  }
  return entry;
}

/** Before an entry is inflated; what nobody reads may be as it likes. */
function judge({ name, size, compressedSize }: Entry, limits: ZipLimits): void {
  if (size > SMALL && size > MAX_RATIO * compressedSize) {
    throw new UnsuitableZipError(`The entry "${name.slice(0, 80)}" unpacks to far more than any model would`);
  }
  if (size > (limits.entrySize ?? Infinity)) {
    throw new UnsuitableZipError(`The entry "${name.slice(0, 80)}" is larger than any checkpoint`);
  }
}

/** Where the directory is, by the record at the end of the file. */
async function findDirectory(source: Source): Promise<{ count: number; begin: number; end: number }> {
  const { size } = source;
  const tailBegin = Math.max(0, size - END_SIZE - MAX_COMMENT);
  const view = viewOf(await source.read(tailBegin, size));
  for (let position = view.byteLength - END_SIZE; position >= 0; position--) {
    if (view.getUint32(position, true) !== END_SIGNATURE) continue;
    const count = view.getUint16(position + 10, true);
    const begin = view.getUint32(position + 16, true);
    const length = view.getUint32(position + 12, true);
    if (count === IN_ZIP64_16 || begin === IN_ZIP64_32 || length === IN_ZIP64_32) {
      const wide = await findDirectory64(source, tailBegin + position - LOCATOR64_SIZE);
      if (wide) return wide;
    }
    const end = begin + length;
    if (end > tailBegin + position) throw damaged('its directory has another size');
    return { count, begin, end };
  }
  throw await noZip(source);
}

/** Why a file without the end of a zip has none. */
async function noZip(source: Source): Promise<ModelZipError> {
  if (source.size === 0) return new ModelZipError('The file is empty, so it is not a zip');
  const begin = viewOf(await source.read(0, Math.min(4, source.size)));
  const isCut = begin.byteLength === 4 && begin.getUint32(0, true) === LOCAL_SIGNATURE;
  return isCut ? damaged('it is cut short') : new UnsuitableZipError('The file is not a zip');
}

/** Where the directory is, by the record of zip64 that a locator leads to; null: there is none. */
async function findDirectory64(source: Source, locator: number) {
  if (locator < 0) return null;
  const place = viewOf(await source.read(locator, locator + LOCATOR64_SIZE));
  if (place.byteLength < LOCATOR64_SIZE || place.getUint32(0, true) !== LOCATOR64_SIGNATURE) return null;
  const start = Number(place.getBigUint64(8, true));
  if (start + END64_SIZE > source.size) throw damaged('its directory is broken');
  const record = viewOf(await source.read(start, start + END64_SIZE));
  if (record.getUint32(0, true) !== END64_SIGNATURE) throw damaged('its directory is broken');
  const count = Number(record.getBigUint64(32, true));
  const begin = Number(record.getBigUint64(48, true));
  const end = begin + Number(record.getBigUint64(40, true));
  if (end > start) throw damaged('its directory has another size');
  return { count, begin, end };
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

function isOutside(name: string): boolean {
  return /^(?:\/|[a-z]:)/i.test(name) || name.split('/').includes('..');
}

async function readEntry(source: Source, entry: Entry): Promise<Uint8Array<ArrayBuffer>> {
  const { name, rawName, method, compressedSize, size, offset } = entry;
  const header = await source.read(offset, offset + LOCAL_SIZE);
  const view = viewOf(header);
  if (header.length < LOCAL_SIZE || view.getUint32(0, true) !== LOCAL_SIGNATURE) {
    throw damaged(`the entry "${name}" is not where the directory says`);
  }
  const nameEnd = offset + LOCAL_SIZE + view.getUint16(26, true);
  // A damaged name would make an entry look like one that is not there.
  if (new TextDecoder().decode(await source.read(offset + LOCAL_SIZE, nameEnd)) !== rawName) {
    throw damaged(`the entry "${name}" has two names`);
  }
  // The extra fields of the local header differ in length from the directory's.
  const start = nameEnd + view.getUint16(28, true);
  if (start + compressedSize > source.size) throw damaged(`the entry "${name}" is cut short`);
  const packed = await source.read(start, start + compressedSize);
  if (method === STORED) return packed;
  if (method === DEFLATED) return inflate(packed, size, name);
  throw new UnsuitableZipError(`The entry "${name}" is compressed in a way that model files are not`);
}

/** Stops at the announced size: a lying header cannot fill the memory. */
async function inflate(packed: Uint8Array<ArrayBuffer>, size: number, name: string) {
  const content = new Uint8Array(size);
  let length = 0;
  try {
    const stream = inPortions(packed).pipeThrough(new DecompressionStream('deflate-raw'));
    const reader = stream.getReader();
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      if (length + chunk.value.length > size) {
        await reader.cancel();
        throw damaged(`the entry "${name}" is larger than announced`);
      }
      content.set(chunk.value, length);
      length += chunk.value.length;
    }
  } catch (error) {
    if (error instanceof ModelZipError) throw error;
    throw damaged(`the entry "${name}" cannot be inflated`);
  }
  return content.subarray(0, length);
}

/** Bytes as they are asked for: browsers inflate what they are given at once, a thousandfold at worst. */
function inPortions(bytes: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array<ArrayBuffer>> {
  let position = 0;
  const pull = (controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>) => {
    // A copy: a stream may keep what it is given.
    if (position < bytes.length) controller.enqueue(bytes.slice(position, (position += PORTION)));
    else controller.close();
  };
  return new ReadableStream({ pull }, { highWaterMark: 0 });
}

function damaged(what: string): ModelZipError {
  return new ModelZipError(`The zip is damaged: ${what}`, 'Download or copy it again.');
}
