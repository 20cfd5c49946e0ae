import { crc32c } from '../numerics/crc32';

/**
 * A record of TensorFlow's record file: the length of the data (64 bits), the length's checksum, the data, the data's
 * checksum; all little-endian. Source: tensorflow/core/lib/io/record_writer.h.
 */
export function encodeTfRecord(data: Uint8Array): Uint8Array<ArrayBuffer> {
  const record = new Uint8Array(8 + 4 + data.byteLength + 4);
  const view = new DataView(record.buffer);
  view.setBigUint64(0, BigInt(data.byteLength), true);
  view.setUint32(8, maskedCrc32c(record.subarray(0, 8)), true);
  record.set(data, 12);
  view.setUint32(12 + data.byteLength, maskedCrc32c(data), true);
  return record;
}

/** Masked, because a checksum of data that holds its own checksum is weak. */
export function maskedCrc32c(bytes: Uint8Array): number {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}
