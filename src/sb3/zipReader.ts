import { crc32 } from './crc32';
import { ModelZipError } from './errors';

/** What a zip may hold before it is refused unread. */
export interface ZipLimits {
  readonly entries: number;
  /** Bytes of all entries together, inflated. */
  readonly totalSize: number;
}

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly compressedSize: number;
  readonly size: number;
  /** Offset of the local header. */
  readonly offset: number;
}

const END_SIGNATURE = 0x06054b50;
const ENTRY_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;
const END_SIZE = 22;
const MAX_COMMENT = 0xffff;
const ENCRYPTED = 1;
/** Weights hardly compress: what unpacks to a hundred times its size and is large is a bomb. */
const MAX_RATIO = 100;
const SMALL = 2 ** 20;
const STORED = 0;
const DEFLATED = 8;

/**
 * Unpacks a zip that may come from anywhere: the outer one of a model, and torch's inner ones, which JSZip takes for
 * damaged because of the zip64 record before their end. The central directory is judged before anything is inflated,
 * and what is inflated is counted.
 *
 * @param isWanted entries that are unpacked
 * @throws ModelZipError when it is no zip, damaged, encrypted, too large, or has a name twice or outside its folder
 */
export async function readZip(
  bytes: Uint8Array<ArrayBuffer>,
  limits: ZipLimits,
  isWanted: (name: string) => boolean = () => true,
): Promise<Map<string, Uint8Array<ArrayBuffer>>> {
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const entry of readDirectory(bytes, limits)) {
    if (!isWanted(entry.name)) continue;
    const content = await readEntry(bytes, entry);
    if (content.length !== entry.size || crc32(content) !== entry.crc) {
      throw damaged(`the entry "${entry.name}" is not what was packed`);
    }
    if (!entry.name.endsWith('/')) files.set(entry.name, content);
  }
  return files;
}

/**
 * The names in a zip; nothing is unpacked.
 *
 * @throws ModelZipError as `readZip`
 */
export function readZipNames(bytes: Uint8Array<ArrayBuffer>, limits: ZipLimits): string[] {
  return readDirectory(bytes, limits).map(({ name }) => name);
}

function readDirectory(bytes: Uint8Array<ArrayBuffer>, limits: ZipLimits): Entry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEnd(view);
  const count = view.getUint16(end + 10, true);
  if (count > limits.entries)
    throw new ModelZipError(`The zip has ${count} entries, more than a checkpoint has`);
  const entries: Entry[] = [];
  const names = new Set<string>();
  let totalSize = 0;
  const begin = view.getUint32(end + 16, true);
  let position = begin;
  for (let i = 0; i < count; i++) {
    if (position + 46 > end || view.getUint32(position, true) !== ENTRY_SIGNATURE) {
      throw damaged('its directory is broken');
    }
    const nameLength = view.getUint16(position + 28, true);
    const name = new TextDecoder().decode(bytes.subarray(position + 46, position + 46 + nameLength));
    const size = view.getUint32(position + 24, true);
    if (view.getUint16(position + 8, true) & ENCRYPTED) throw new ModelZipError('The zip is encrypted');
    if (names.has(name)) throw new ModelZipError(`The zip has the entry "${name}" twice`);
    if (isOutside(name)) throw new ModelZipError(`The zip has the unsafe entry name "${name.slice(0, 80)}"`);
    const compressedSize = view.getUint32(position + 20, true);
    if (size > SMALL && size > MAX_RATIO * compressedSize) {
      throw new ModelZipError(`The entry "${name}" unpacks to far more than any model would`);
    }
    names.add(name);
    totalSize += size;
    entries.push({
      name,
      size,
      method: view.getUint16(position + 10, true),
      crc: view.getUint32(position + 16, true),
      compressedSize,
      offset: view.getUint32(position + 42, true),
    });
    const extraLength = view.getUint16(position + 30, true);
    const commentLength = view.getUint16(position + 32, true);
    position += 46 + nameLength + extraLength + commentLength;
  }
  if (position - begin !== view.getUint32(end + 12, true)) throw damaged('its directory has another size');
  if (totalSize > limits.totalSize) {
    throw new ModelZipError(
      `The zip unpacks to ${totalSize} bytes, more than the ${limits.totalSize} allowed`,
    );
  }
  return entries;
}

function findEnd(view: DataView): number {
  const last = view.byteLength - END_SIZE;
  for (let position = last; position >= Math.max(0, last - MAX_COMMENT); position--) {
    if (view.getUint32(position, true) === END_SIGNATURE) return position;
  }
  throw new ModelZipError('The file is not a zip, or is cut short');
}

function isOutside(name: string): boolean {
  return name.includes('\\') || name.startsWith('/') || name.split('/').includes('..');
}

async function readEntry(bytes: Uint8Array<ArrayBuffer>, entry: Entry): Promise<Uint8Array<ArrayBuffer>> {
  const { name, method, compressedSize, size, offset } = entry;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (offset + 30 > bytes.length || view.getUint32(offset, true) !== LOCAL_SIGNATURE) {
    throw damaged(`the entry "${name}" is not where the directory says`);
  }
  const nameEnd = offset + 30 + view.getUint16(offset + 26, true);
  // A damaged name would make an entry look like one that is not there.
  if (new TextDecoder().decode(bytes.subarray(offset + 30, nameEnd)) !== name) {
    throw damaged(`the entry "${name}" has two names`);
  }
  // The extra fields of the local header differ in length from the directory's.
  const start = nameEnd + view.getUint16(offset + 28, true);
  if (start + compressedSize > bytes.length) throw damaged(`the entry "${name}" is cut short`);
  const packed = bytes.slice(start, start + compressedSize);
  if (method === STORED) return packed;
  if (method === DEFLATED) return inflate(packed, size, name);
  throw new ModelZipError(`The entry "${name}" is compressed in a way that model files are not`);
}

/** Stops at the announced size: a lying header cannot fill the memory. */
async function inflate(packed: Uint8Array<ArrayBuffer>, size: number, name: string) {
  const content = new Uint8Array(size);
  let length = 0;
  try {
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
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
  return content.slice(0, length);
}

function damaged(what: string): ModelZipError {
  return new ModelZipError(`The zip is damaged: ${what}`, 'Download or copy it again.');
}
