/** The checksum of zip entries (ISO 3309), unsigned. */
export const crc32 = checksum(0xedb88320);

/** The Castagnoli checksum (RFC 3720, appendix B.4), unsigned. */
export const crc32c = checksum(0x82f63b78);

/** @param polynomial its bits reversed */
function checksum(polynomial: number): (bytes: Uint8Array) => number {
  const table = Uint32Array.from({ length: 256 }, (_, byte) => {
    let value = byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? polynomial ^ (value >>> 1) : value >>> 1;
    return value;
  });
  return (bytes) => {
    let value = 0xffffffff;
    for (const byte of bytes) value = table[(value ^ byte) & 0xff] ^ (value >>> 8);
    return (value ^ 0xffffffff) >>> 0;
  };
}
