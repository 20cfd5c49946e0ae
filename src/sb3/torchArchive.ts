import { ModelZipError } from './errors';
import { NUMPY_SCALAR_GLOBALS, readNumpyScalar } from './numpyScalar';
import type { PickleValue } from './pickleReader';
import { Call, Global, PersistentId, readPickle, Tuple } from './pickleReader';
import { PickleWriter } from './pickleWriter';
import { ZipArchive } from './zipReader';
import { writeZip } from './zipWriter';

/** A float32 tensor, contiguous and row-major. */
export interface TorchTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** A float32 tensor of a file, contiguous and row-major. Its numbers are read when they are asked for. */
export interface StoredTensor {
  readonly shape: readonly number[];
  /**
   * A view of the tensor's storage, which other tensors may share.
   *
   * @throws ModelZipError when the storage is not there, or of another size
   */
  read(): Promise<Float32Array>;
}

/** What `torch.load` of a `.pth` would give, as far as PPO's files go. */
export type TorchValue =
  | null
  | boolean
  | number
  | string
  | StoredTensor
  | readonly TorchValue[]
  | ReadonlyMap<TorchValue, TorchValue>;

const LIMITS = { entries: 1024, totalSize: 32 * 2 ** 20 };
/** Bytes of the storages that are read: the moments of the largest network that is trained here have 13 MB. */
const MAX_STORAGE_SIZE = 16 * 2 ** 20;
const MAX_DIMENSIONS = 8;
/** Bytes of `data.pkl`, which names tensors and holds none. */
const MAX_PICKLE_SIZE = 2 ** 20;
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
  ...NUMPY_SCALAR_GLOBALS,
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
  const archive = await ZipArchive.open(bytes, LIMITS);
  const [first = ''] = archive.names;
  const folder = first.slice(0, first.indexOf('/') + 1);
  const pickle = await archive.read(`${folder}data.pkl`);
  if (!pickle) throw new ModelZipError('A .pth file in the zip has no data.pkl');
  if (pickle.length > MAX_PICKLE_SIZE)
    throw new ModelZipError('A .pth file in the zip has too large a data.pkl');
  const byteOrder = await archive.read(`${folder}byteorder`);
  if (byteOrder && new TextDecoder().decode(byteOrder) !== 'little') {
    throw new ModelZipError('A .pth file in the zip is not little-endian');
  }
  const storages = new Storages(archive, `${folder}data/`);
  return new Converter(storages).convert(readPickle(pickle, GLOBALS), 0);
}

/** The numbers of an archive. Each storage is read once, however many tensors refer to it, and their bytes are counted. */
class Storages {
  readonly #archive: ZipArchive;
  readonly #folder: string;
  readonly #read = new Map<string, Promise<Float32Array>>();
  #size = 0;

  /** @param folder where the storages lie, with its slash */
  constructor(archive: ZipArchive, folder: string) {
    this.#archive = archive;
    this.#folder = folder;
  }

  /** @param elements that the storage must have */
  async read(key: string, elements: number): Promise<Float32Array> {
    const known = this.#read.get(key) ?? this.#load(key, elements);
    this.#read.set(key, known);
    const numbers = await known;
    if (numbers.length !== elements) throw wrongSize();
    return numbers;
  }

  async #load(key: string, elements: number): Promise<Float32Array> {
    this.#size += 4 * elements;
    if (!(this.#size <= MAX_STORAGE_SIZE)) {
      throw new ModelZipError(
        'The tensors in the zip are larger than those of any network that this page trains',
      );
    }
    const bytes = await this.#archive.read(this.#folder + key);
    if (bytes?.length !== 4 * elements) throw wrongSize();
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return Float32Array.from({ length: elements }, (_, i) => view.getFloat32(4 * i, true));
  }
}

function wrongSize(): ModelZipError {
  return new ModelZipError('A tensor in the zip has a storage of another size');
}

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
      if (value.name.endsWith('multiarray scalar')) return readNumpyScalar(value) ?? NaN;
    }
    throw new ModelZipError('A .pth file in the zip holds something else than tensors and numbers');
  }
}

function toTensor(call: Call, storages: Storages): StoredTensor {
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
  if (typeof elements !== 'number' || !(offset + size <= elements)) throw wrongSize();
  return {
    shape,
    read: async () => (await storages.read(key, elements)).subarray(offset, offset + size),
  };
}

function integers(value: PickleValue): number[] {
  const items = value instanceof Tuple ? value.items : [];
  if (items.length > MAX_DIMENSIONS) throw new ModelZipError('A tensor in the zip has too many dimensions');
  return items.map((item) => {
    if (!Number.isInteger(item) || Number(item) < 0)
      throw new ModelZipError('A tensor in the zip has no shape');
    return Number(item);
  });
}

/** float32 in the byte order of the file, whatever the machine's. */
function littleEndian(data: Float32Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4 * data.length);
  const view = new DataView(bytes.buffer);
  data.forEach((value, i) => view.setFloat32(4 * i, value, true));
  return bytes;
}

export function isTensor(value: TorchValue | undefined): value is StoredTensor {
  return typeof value === 'object' && value !== null && 'shape' in value && 'read' in value;
}
