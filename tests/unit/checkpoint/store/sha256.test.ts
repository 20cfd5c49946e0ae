import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import { sha256 } from '../../../../src/checkpoint/store/sha256';

afterEach(() => {
  vi.unstubAllGlobals();
});

test.each([0, 1, 55, 56, 63, 64, 65, 119, 120, 1_000_003])(
  'of %i bytes, is the same without crypto.subtle, as on plain http',
  async (size) => {
    const bytes = Uint8Array.from({ length: size }, (_, i) => (i * 31) % 251);
    const expected = createHash('sha256').update(bytes).digest('hex');
    expect(await sha256(bytes)).toBe(expected);
    vi.stubGlobal('crypto', {});
    expect(await sha256(bytes)).toBe(expected);
  },
);

test('of any bytes', async () => {
  vi.stubGlobal('crypto', {});
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
      const hash = await sha256(new Uint8Array(bytes));
      expect(hash).toBe(createHash('sha256').update(bytes).digest('hex'));
    }),
  );
});
