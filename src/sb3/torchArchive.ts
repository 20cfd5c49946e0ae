import { ModelZipError } from './errors';
import type { PickleValue } from './pickleReader';
import { Call, Global, PersistentId, readPickle, Tuple } from './pickleReader';
import { PickleWriter } from './pickleWriter';
import { readZip } from './zipReader';
import { writeZip } from './zipWriter';

/** A float32 tensor, contiguous and row-major. */
export interface TorchTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** What `torch.load` of a `.pth` would give, as far as PPO's files go. */
export type TorchValue =
  | null
  | boolean
  | number
  | string
  | TorchTensor
  | readonly TorchValue[]
  | ReadonlyMap<TorchValue, TorchValue>;

const LIMITS = { entries: 1024, totalSize: 64 * 2 ** 20 };
const MAX_DEPTH = 12;
/** Values that a file may unfold to: a pickle can refer to one value many times, and to what refers to it many times more. */
const MAX_VALUES = 20_000;

const GLOBALS: ReadonlySet<string> = new Set([
  'collections OrderedDict',
  'torch._utils _rebuild_tensor_v2',
  'torch FloatStorage',
  'torch DoubleStorage',
  'torch HalfStorage',
  'torch BFloat16Storage',
  'torch LongStorage',
  // Stable-Baselines3 up to 2.3.0 leaves a numpy scalar where a schedule returned one.
  'numpy.core.multiarray scalar',
  'numpy._core.multiarray scalar',
  'numpy dtype',
  '_codecs encode',
]);

/** Gathers tensors while their pickle is written. */
export class TorchArchiveWriter {
  readonly pickle = new PickleWriter();
  readonly #storages: Uint8Array<ArrayBuffer>[] = [];

  /** A tensor with a storage of its own, as `torch._utils._rebuild_tensor_v2` takes it. */
  tensor({ shape, data }: TorchTensor): void {
    const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, n) => product * n, 1));
    const { pickle } = this;
    pickle.global('torch._utils', '_rebuild_tensor_v2').mark();
    pickle.mark().string('storage').global('torch', 'FloatStorage').string(String(this.#storages.length));
    pickle.string('cpu').integer(data.length).tuple().persistentId().integer(0);
    for (const numbers of [shape, strides]) {
      pickle.mark();
      for (const number of numbers) pickle.integer(number);
      pickle.tuple();
    }
    pickle.boolean(false).global('collections', 'OrderedDict').emptyTuple().reduce().tuple().reduce();
    this.#storages.push(littleEndian(data));
  }

  /** The bytes of the `.pth`: a zip within the zip. */
  finish(): Promise<Uint8Array<ArrayBuffer>> {
    const files = new Map<string, Uint8Array<ArrayBuffer> | string>([
      ['archive/data.pkl', this.pickle.finish()],
      ['archive/byteorder', 'little'],
    ]);
    this.#storages.forEach((storage, key) => files.set(`archive/data/${key}`, storage));
    files.set('archive/version', '3\n');
    return writeZip(files);
  }
}

/**
 * Reads a `.pth` without running anything in it.
 *
 * @throws ModelZipError when it is damaged, or holds what PPO's files do not
 */
export async function readTorchArchive(bytes: Uint8Array<ArrayBuffer>): Promise<TorchValue> {
  const files = await readZip(bytes, LIMITS);
  const [first = ''] = files.keys();
  const folder = first.slice(0, first.indexOf('/') + 1);
  const pickle = files.get(`${folder}data.pkl`);
  if (!pickle) throw new ModelZipError('A .pth file in the zip has no data.pkl');
  const byteOrder = files.get(`${folder}byteorder`);
  if (byteOrder && new TextDecoder().decode(byteOrder) !== 'little') {
    throw new ModelZipError('A .pth file in the zip is not little-endian');
  }
  const storage = (key: string) => files.get(`${folder}data/${key}`);
  return new Converter(storage).convert(readPickle(pickle, GLOBALS), 0);
}

type Storages = (key: string) => Uint8Array | undefined;

/** Turns the inert nodes of a pickle into tensors and plain values. */
class Converter {
  readonly #storages: Storages;
  #values = 0;

  constructor(storages: Storages) {
    this.#storages = storages;
  }

  convert(value: PickleValue, depth: number): TorchValue {
    if (depth > MAX_DEPTH || ++this.#values > MAX_VALUES) {
      throw new ModelZipError('A .pth file in the zip nests too deeply');
    }
    const inner = (item: PickleValue) => this.convert(item, depth + 1);
    if (
      value === null ||
      typeof value === 'boolean' ||
      typeof value === 'number' ||
      typeof value === 'string'
    ) {
      return value;
    }
    if (value instanceof Map) return new Map([...value].map(([key, item]) => [inner(key), inner(item)]));
    if (Array.isArray(value)) return value.map(inner);
    if (value instanceof Tuple) return value.items.map(inner);
    if (value instanceof Call) {
      if (value.name === 'collections OrderedDict') return inner(value.entries);
      if (value.name === 'torch._utils _rebuild_tensor_v2') return toTensor(value, this.#storages);
      if (value.name.endsWith('multiarray scalar')) return numpyScalar(value);
    }
    throw new ModelZipError('A .pth file in the zip holds something else than tensors and numbers');
  }
}

function toTensor(call: Call, storages: Storages): TorchTensor {
  const reference = call.arg(0);
  const [kind, type, key, , elements] =
    reference instanceof PersistentId && reference.id instanceof Tuple ? reference.id.items : [];
  if (kind !== 'storage' || !(type instanceof Global) || typeof key !== 'string') {
    throw new ModelZipError('A tensor in the zip has no storage');
  }
  if (type.name !== 'torch FloatStorage') {
    throw new ModelZipError(
      `A tensor in the zip is a ${type.name.split(' ')[1]}, and only float32 can be used`,
    );
  }
  const shape = integers(call.arg(2));
  const strides = integers(call.arg(3));
  const offset = call.arg(1);
  const size = shape.reduce((product, n) => product * n, 1);
  const contiguous = shape.every(
    (n, axis) => n <= 1 || strides[axis] === shape.slice(axis + 1).reduce((product, m) => product * m, 1),
  );
  if (typeof offset !== 'number' || strides.length !== shape.length || !contiguous) {
    throw new ModelZipError('A tensor in the zip is not contiguous');
  }
  const bytes = storages(key);
  if (!bytes || bytes.length !== 4 * Number(elements) || 4 * (offset + size) > bytes.length) {
    throw new ModelZipError('A tensor in the zip has a storage of another size');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const data = Float32Array.from({ length: size }, (_, i) => view.getFloat32(4 * (offset + i), true));
  return { shape, data };
}

function integers(value: PickleValue): number[] {
  const items = value instanceof Tuple ? value.items : [];
  return items.map((item) => {
    if (!Number.isInteger(item) || Number(item) < 0)
      throw new ModelZipError('A tensor in the zip has no shape');
    return Number(item);
  });
}

/** `numpy.core.multiarray.scalar(dtype, bytes)` */
function numpyScalar(call: Call): number {
  const dtype = call.arg(0);
  const type = dtype instanceof Call ? dtype.arg(0) : null;
  const content = call.arg(1);
  const text = content instanceof Call && content.name === '_codecs encode' ? content.arg(0) : null;
  const bytes =
    typeof text === 'string' ? Uint8Array.from(text, (character) => character.charCodeAt(0)) : content;
  if (!(bytes instanceof Uint8Array)) return NaN;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (type === 'f8' && bytes.length === 8) return view.getFloat64(0, true);
  if (type === 'f4' && bytes.length === 4) return view.getFloat32(0, true);
  return NaN;
}

/** float32 in the byte order of the file, whatever the machine's. */
function littleEndian(data: Float32Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4 * data.length);
  const view = new DataView(bytes.buffer);
  data.forEach((value, i) => view.setFloat32(4 * i, value, true));
  return bytes;
}

export function isTensor(value: TorchValue | undefined): value is TorchTensor {
  return typeof value === 'object' && value !== null && 'shape' in value && 'data' in value;
}
