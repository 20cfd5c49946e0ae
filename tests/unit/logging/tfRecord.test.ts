import { expect, test } from 'vitest';
import { maskedCrc32c } from '../../../src/logging/tfRecord';

test('the masked checksum of a 24-byte length, with which event files begin', () => {
  expect(maskedCrc32c(Uint8Array.of(24, 0, 0, 0, 0, 0, 0, 0))).toBe(0x224b7fa3);
});
