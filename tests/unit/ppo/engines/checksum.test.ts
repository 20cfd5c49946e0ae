import { expect, test } from 'vitest';
import { checksumOf } from '../../../../src/ppo/engines/webgpu/verifiedReadBack';

const numbers = Float32Array.from({ length: 1000 }, (_, i) => Math.sin(i));
const words = new Uint32Array(numbers.buffer);

test.each([
  ['zeros in its second half', words.map((word, i) => (i < 500 ? word : 0))],
  ['all zeros', words.map(() => 0)],
  ['one bit flipped', words.map((word, i) => (i === 700 ? word ^ 1 : word))],
  ['two words exchanged', words.map((_, i) => words[i === 3 ? 4 : i === 4 ? 3 : i])],
  ['the end left out', words.subarray(0, 999)],
])('%s: another checksum', (_, changed) => {
  expect(checksumOf(changed)).not.toBe(checksumOf(words));
});

test('it is never that of memory that was cleared together with its numbers', () => {
  for (const length of [1, 2, 1000]) expect(checksumOf(new Uint32Array(length))).not.toBe(0);
});
