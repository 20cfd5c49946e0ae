import { expect, test } from 'vitest';
import { crc32c } from '../../../src/logging/crc32c';
import { maskedCrc32c } from '../../../src/logging/tfRecord';

const sequence = (of: (i: number) => number) => Uint8Array.from({ length: 32 }, (_, i) => of(i));

test.each([
  ['nothing', new Uint8Array(0), 0],
  ['the check string', new TextEncoder().encode('123456789'), 0xe3069283],
  ['32 zeros', sequence(() => 0), 0x8a9136aa],
  ['32 ones', sequence(() => 0xff), 0x62a8ab43],
  ['0 to 31', sequence((i) => i), 0x46dd794e],
  ['31 to 0', sequence((i) => 31 - i), 0x113fdb5c],
])('crc32c of %s, as RFC 3720 has it', (_, bytes, expected) => {
  expect(crc32c(bytes)).toBe(expected);
});

test('the masked checksum of a 24-byte length, with which event files begin', () => {
  expect(maskedCrc32c(Uint8Array.of(24, 0, 0, 0, 0, 0, 0, 0))).toBe(0x224b7fa3);
});
