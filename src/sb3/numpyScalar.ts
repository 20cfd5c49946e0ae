import type { PickleValue } from './pickleReader';
import { Call } from './pickleReader';

/** Bytes of a number that numpy saved, with room. */
const MAX_SIZE = 16;

/** What may stand in the pickle of a numpy number. */
export const NUMPY_SCALAR_GLOBALS = [
  'numpy.core.multiarray scalar',
  'numpy._core.multiarray scalar',
  'numpy dtype',
  '_codecs encode',
] as const;

/**
 * The number in `numpy.core.multiarray.scalar(dtype, bytes)`, little-endian, as numpy pickles its numbers; a truth value as
 * 0 or 1. Null: it is none.
 */
export function readNumpyScalar(value: PickleValue): number | null {
  if (!(value instanceof Call) || !value.name.endsWith('.multiarray scalar')) return null;
  const dtype = value.arg(0);
  const bytes = bytesOf(value.arg(1));
  if (!bytes || !(dtype instanceof Call)) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const number = read(view, dtype.arg(0));
  return Number.isFinite(number) ? number : null;
}

function read(view: DataView, type: PickleValue): number {
  if (typeof type !== 'string' || view.byteLength !== Number(type.slice(1))) return NaN;
  switch (type) {
    case 'f8':
      return view.getFloat64(0, true);
    case 'f4':
      return view.getFloat32(0, true);
    case 'i8':
      return Number(view.getBigInt64(0, true));
    case 'i4':
      return view.getInt32(0, true);
    case 'i2':
      return view.getInt16(0, true);
    case 'i1':
      return view.getInt8(0);
    case 'u8':
      return Number(view.getBigUint64(0, true));
    case 'u4':
      return view.getUint32(0, true);
    case 'u2':
      return view.getUint16(0, true);
    case 'u1':
    case 'b1':
      return view.getUint8(0);
    default:
      return NaN;
  }
}

/** Protocols before 3 have bytes as text in Latin-1. */
function bytesOf(content: PickleValue): Uint8Array | null {
  if (content instanceof Uint8Array) return content;
  const text = content instanceof Call && content.name === '_codecs encode' ? content.arg(0) : null;
  if (typeof text !== 'string' || text.length > MAX_SIZE) return null;
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
