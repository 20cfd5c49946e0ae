import { describe, expect, test, vi } from 'vitest';
import { MAX_LINES, MAX_RECORDS, MAX_WORDS } from '../../../src/groundMotion/recordLimits';
import { readRecordFile } from '../../../src/groundMotion/readRecordFile';
import { excessOf } from '../../../src/groundMotion/formats/fileText';
import { csmipPairs, csmipVolume2 } from '../../support/recordFormats';

const SIZE = 40 * 2 ** 20;
const NO_NUMBERS = 'it has no line of numbers';
const LINES = 'it has more than 2,000,000 lines, and no record has';
const NUMBERS = 'it has more than 4,000,000 numbers, and no record has';

/** So many bytes of the same few. */
function filledWith(piece: string): Uint8Array {
  const bytes = new Uint8Array(SIZE);
  const pattern = new TextEncoder().encode(piece);
  bytes.set(pattern);
  for (let filled = pattern.length; filled < SIZE; filled *= 2) bytes.copyWithin(filled, 0, filled);
  return bytes;
}

const read = (text: string) => () => readRecordFile('x.csv', new TextEncoder().encode(text));

describe('forty megabytes that are no record are answered without being taken apart', () => {
  test.each([
    ['digits on one line', '1', 'it has fewer than two samples'],
    ['commas', ',', NO_NUMBERS],
    ['quotes', '"', NO_NUMBERS],
    ['letters', 'x', NO_NUMBERS],
    ['points', '.', NO_NUMBERS],
    ['spaces', ' ', 'it is empty'],
    ['lines', '1\n', LINES],
    ['lines of old Macintoshes', 'x\r', LINES],
    ['numbers on one line', '1 ', NUMBERS],
    ['numbers on one line, with commas', '1,', NUMBERS],
    ['numbers that touch', '-.1', NUMBERS],
    ['announcements', '2 points of accel data equally spaced at .01 sec, in g\n1\n2\n', NUMBERS],
  ])('%s', (_, piece, reason) => {
    const split = vi.spyOn(String.prototype, 'split');
    let pieces = 0;
    try {
      expect(() => readRecordFile('x.csv', filledWith(piece))).toThrow(
        `x.csv: ${reason}. Nothing was changed.`,
      );
      for (const { type, value } of split.mock.results) if (type === 'return') pieces += value.length;
    } finally {
      split.mockRestore();
    }
    expect(pieces).toBeLessThan(1000);
  });
});

describe('what a file has is counted', () => {
  test.each([
    ['lines', '\n'.repeat(MAX_LINES - 1), '\n'],
    ['lines of Windows', '\r\n'.repeat(MAX_LINES - 1), '\r\n'],
    ['numbers', '1 '.repeat(MAX_WORDS), '1'],
    ['numbers that touch', '-1'.repeat(MAX_WORDS), '-1'],
    ['numbers with exponents', '1E-1 '.repeat(MAX_WORDS), '1'],
  ])('%s, as many as there may be', (_, most, more) => {
    expect(excessOf(most)).toBeNull();
    expect(excessOf(most + more)).toMatch(/^more than [24],000,000 (lines|numbers)$/);
  });

  test('records of one file, and their samples together', () => {
    const channel = { values: [1, 2, 3, 1], dt: 0.01 };
    const channels = (count: number) => csmipVolume2(Array.from({ length: count }, () => channel));
    expect(read(channels(MAX_RECORDS))()).toHaveLength(MAX_RECORDS);
    expect(read(channels(MAX_RECORDS + 1))).toThrow(
      'x.csv: it has more than 200 records. Nothing was changed.',
    );
    // Four pairs each, of which the read record has nearly a million samples.
    const film = { times: [0, 0.004, 0.009, 990], values: [0.1, 0.2, 0.3, 0.1] };
    expect(read(csmipPairs(Array.from({ length: 100 }, () => film)))).toThrow(
      'x.csv: its records have more than 4,000,000 samples together. Nothing was changed.',
    );
  });
});
