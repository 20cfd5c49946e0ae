import fc from 'fast-check';
import { expect, test } from 'vitest';
import { missingEnd, unlessEmpty } from '../../../../src/checkpoint/store/fileParts';
import { FileMissingError } from '../../../../src/checkpoint/store/errors';
import { concatenated } from '../../../../src/numerics/concatenated';
import { listed } from '../../../support/wholeLogs';

const part = fc
  .array(fc.integer({ min: 0, max: 2 }), { maxLength: 4 })
  .map((bytes) => Uint8Array.from(bytes));
const parts = fc.array(part, { maxLength: 6 });

/** What is left to come, in one part. */
const restOf = async (present: Parameters<typeof missingEnd>[0], expected: Uint8Array<ArrayBuffer>[]) => {
  const rest = await missingEnd(present, expected);
  return rest && concatenated(await listed(rest));
};

test('what a file lacks is all after its bytes, wherever both are cut', async () => {
  await fc.assert(
    fc.asyncProperty(parts, parts, async (present, more) => {
      const whole = concatenated([...present, ...more]);
      // Expected in one part and byte by byte.
      const bytes = Array.from(whole, (byte) => Uint8Array.of(byte));
      for (const expected of [[whole], bytes, [...present, ...more]]) {
        expect(await restOf(present, expected)).toEqual(concatenated(more));
      }
    }),
  );
});

test('a file is none of its beginning where a byte differs, where it is longer, or where there is none', async () => {
  await fc.assert(
    fc.asyncProperty(parts, parts, async (present, expected) => {
      const [a, b] = [concatenated(present), concatenated(expected)];
      const isBeginning = a.length <= b.length && a.every((byte, i) => byte === b[i]);
      expect(await restOf(present, expected)).toEqual(isBeginning ? b.slice(a.length) : null);
    }),
    { numRuns: 500 },
  );
  const missing = {
    [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new FileMissingError('progress.csv')) }),
  };
  expect(await missingEnd(missing, [Uint8Array.of(1)])).toBeNull();
});

test('parts are as they were, unless none of them has a byte', async () => {
  async function* made(list: readonly Uint8Array<ArrayBuffer>[]) {
    for (const part of list) yield await Promise.resolve(part);
  }
  await fc.assert(
    fc.asyncProperty(parts, async (list) => {
      const kept = await unlessEmpty(made(list));
      const whole = concatenated(list);
      if (whole.length === 0) expect(kept).toBeNull();
      else expect(kept && concatenated(await listed(kept))).toEqual(whole);
    }),
  );
});
