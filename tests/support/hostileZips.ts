import { readFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import JSZip from 'jszip';
import { crc32 } from '../../src/numerics/crc32';
import { PickleWriter } from '../../src/sb3/pickleWriter';

type Files = Readonly<Record<string, Uint8Array | string>>;

/** A zip whose entries are compressed. */
export function deflated(files: Files): Uint8Array<ArrayBuffer> {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(files)) {
    const bytes = Buffer.from(content);
    const packed = deflateRawSync(bytes);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(bytes.length, 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), packed]);
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
