import { readFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import JSZip from 'jszip';
import { crc32 } from '../../src/numerics/crc32';
import { PickleWriter } from '../../src/sb3/pickleWriter';

type Files = Readonly<Record<string, Uint8Array | string>>;

interface Packed {
  readonly content: Buffer;
  readonly crc: number;
  readonly size: number;
}

/** What takes seconds to make for the content of a bomb, which several zips have. */
const kept = new WeakMap<Uint8Array, Packed>();

function packed(content: Uint8Array | string): Packed {
  const known = typeof content === 'string' ? undefined : kept.get(content);
  if (known) return known;
  const bytes = Buffer.from(content);
  const made = { content: deflateRawSync(bytes), crc: crc32(bytes), size: bytes.length };
  if (typeof content !== 'string') kept.set(content, made);
  return made;
}

/** A zip whose entries are compressed. No content is changed afterwards. */
export function deflated(files: Files): Uint8Array<ArrayBuffer> {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(files)) {
    const entry = packed(content);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(entry.crc, 10);
    common.writeUInt32LE(entry.content.length, 14);
    common.writeUInt32LE(entry.size, 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), entry.content]);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), common, place, Buffer.from(name)]));
    parts.push(local);
    offset += local.length;
  }
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(
    directory.reduce((size, { length }) => size + length, 0),
    12,
  );
  end.writeUInt32LE(offset, 16);
  return Uint8Array.from(Buffer.concat([...parts, ...directory, end]));
}

/** A zip of so many empty files, with the records of zip64 that a count above 65,535 needs. */
export function manyEntries(count: number): Uint8Array<ArrayBuffer> {
  const nameLength = String(count).length;
  const [localSize, entrySize] = [30 + nameLength, 46 + nameLength];
  const locals = Buffer.alloc(count * localSize);
  const directory = Buffer.alloc(count * entrySize);
  for (let i = 0; i < count; i++) {
    const name = String(i).padStart(nameLength, '0');
    const [local, entry] = [i * localSize, i * entrySize];
    locals.write('PK\x03\x04\x14', local, 'latin1');
    locals.writeUInt16LE(nameLength, local + 26);
    locals.write(name, local + 30, 'latin1');
    directory.write('PK\x01\x02\x14\x00\x14', entry, 'latin1');
    directory.writeUInt16LE(nameLength, entry + 28);
    directory.writeUInt32LE(local, entry + 42);
    directory.write(name, entry + 46, 'latin1');
  }
  const end64 = Buffer.alloc(56);
  end64.write('PK\x06\x06\x2c', 'latin1');
  end64.writeUInt32LE(count, 24);
  end64.writeUInt32LE(count, 32);
  end64.writeUInt32LE(directory.length, 40);
  end64.writeUInt32LE(locals.length, 48);
  const locator = Buffer.alloc(20);
  locator.write('PK\x06\x07', 'latin1');
  locator.writeUInt32LE(locals.length + directory.length, 8);
  locator.writeUInt32LE(1, 16);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.fill(0xff, 8, 20);
  return Uint8Array.from(Buffer.concat([locals, directory, end64, locator, end]));
}

/** A model that Python saved, with some of its entries replaced. */
export async function foreignModel(replaced: Files): Promise<Uint8Array> {
  const golden = new URL('../golden/sb3/ppo_float_lr.zip', import.meta.url);
  const zip = await JSZip.loadAsync(readFileSync(golden));
  const names = Object.keys(zip.files);
  const files = await Promise.all(
    names.map(async (name) => [name, await zip.file(name)!.async('uint8array')] as const),
  );
  return deflated({ ...Object.fromEntries(files), ...replaced });
}

/** Bytes that deflate to about a `ratio`-th. */
export function compressible(size: number, ratio: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let state = 1;
  for (let i = 0; i < size / ratio; i++) {
    state = (1103515245 * state + 12345) % 2 ** 31;
    bytes[i] = state >>> 16;
  }
  return bytes;
}

/** A `.pth` of a dictionary with many tensors of one storage. */
export function sharedStorage(references: number, elements: number, shape = elements): Uint8Array {
  const pickle = new PickleWriter().emptyDict().mark();
  for (let i = 0; i < references; i++) {
    pickle.string(`mlp_extractor.policy_net.${2 * i}.bias`);
    pickle.global('torch._utils', '_rebuild_tensor_v2').mark();
    pickle
      .mark()
      .string('storage')
      .global('torch', 'FloatStorage')
      .string('0')
      .string('cpu')
      .integer(elements);
    pickle.tuple().persistentId().integer(0);
    pickle.mark().integer(shape).tuple().mark().integer(1).tuple();
    pickle.boolean(false).global('collections', 'OrderedDict').emptyTuple().reduce().tuple().reduce();
  }
  const data = pickle.setItems().finish();
  return deflated({ 'archive/data.pkl': data, 'archive/data/0': new Uint8Array(4 * elements) });
}

/** The places in a zip where its directory says how large an entry is. */
export function sizeFields(zip: Uint8Array): { readonly name: string; readonly offset: number }[] {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  const found: { name: string; offset: number }[] = [];
  for (let i = 0; i + 46 < zip.length; i++) {
    if (view.getUint32(i, true) !== 0x02014b50) continue;
    const name = new TextDecoder().decode(zip.subarray(i + 46, i + 46 + view.getUint16(i + 28, true)));
    found.push({ name, offset: i + 24 });
  }
  return found;
}
