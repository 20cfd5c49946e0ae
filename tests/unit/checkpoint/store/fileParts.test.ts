import fc from 'fast-check';
import { expect, test } from 'vitest';
import { beginningOf, isEmpty, withoutBeginning } from '../../../../src/checkpoint/store/fileParts';
import { FileMissingError } from '../../../../src/checkpoint/store/errors';
import { concatenated } from '../../../../src/numerics/concatenated';
import { listed } from '../../../support/wholeLogs';

const part = fc
  .array(fc.integer({ min: 0, max: 2 }), { maxLength: 4 })
  .map((bytes) => Uint8Array.from(bytes));
const parts = fc.array(part, { maxLength: 6 });

test('a file is the beginning of what it should hold wherever both are cut', async () => {
  await fc.assert(
    fc.asyncProperty(parts, parts, async (present, more) => {
      const [a, b] = [concatenated(present), concatenated([...present, ...more])];
      // Expected in one part and byte by byte.
      const bytes = Array.from(b, (byte) => Uint8Array.of(byte));
      for (const expected of [[b], bytes, [...present, ...more]]) {
        expect(await beginningOf(present, expected)).toBe(a.length);
        expect(concatenated(await listed(withoutBeginning(expected, a.length)))).toEqual(b.slice(a.length));
      }
    }),
  );
});

test('it is not where a byte differs, where it is longer, or where there is none', async () => {
  await fc.assert(
    fc.asyncProperty(parts, parts, async (present, expected) => {
      const [a, b] = [concatenated(present), concatenated(expected)];
      const isBeginning = a.length <= b.length && a.every((byte, i) => byte === b[i]);
      expect(await beginningOf(present, expected)).toBe(isBeginning ? a.length : null);
    }),
    { numRuns: 500 },
  );
  const missing = {
    [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new FileMissingError('progress.csv')) }),
  };
  expect(await beginningOf(missing, [Uint8Array.of(1)])).toBeNull();
});

test('a file is empty where none of its parts has a byte', async () => {
  expect(await isEmpty([])).toBe(true);
  expect(await isEmpty([new Uint8Array(), new Uint8Array()])).toBe(true);
  expect(await isEmpty([new Uint8Array(), Uint8Array.of(0)])).toBe(false);
});
