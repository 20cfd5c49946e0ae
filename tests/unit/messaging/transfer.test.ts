import { expect, test } from 'vitest';
import { buffersOf } from '../../../src/messaging/transfer';

test('a message hands over each piece of memory once', () => {
  const shared = new Float64Array(4);
  const message = { a: shared, b: [{ c: shared.subarray(1), d: new Uint8Array(2) }], e: null, f: 'text' };
  expect(buffersOf(message)).toEqual([shared.buffer, message.b[0].d.buffer]);
});
