import { expect, test } from 'vitest';
import { crc32, crc32c } from '../../../src/numerics/crc32';

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

test('crc32 of the check string, as ISO 3309 has it', () => {
  expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
});
