import { describe, expect, test } from 'vitest';
import { decodeFileText, linesOf } from '../../../../src/groundMotion/formats/fileText';
import { caseFile, factsOf, recordsOf } from '../../../support/recordFormats';

const TEXT = 'time_s,accélération (m/s²)\r\n0,1\r\n';
const utf16 = (text: string, isLittle: boolean, mark = '\uFEFF') => {
  const bytes = Buffer.from(mark + text, 'utf16le');
  return new Uint8Array(isLittle ? bytes : bytes.swap16());
};

/** How a picture begins. */
const PNG = Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82);

describe('the text of a file', () => {
  test.each([
    ['UTF-8', new TextEncoder().encode(TEXT)],
    ['UTF-8 with its mark', new TextEncoder().encode(`\uFEFF${TEXT}`)],
    ['UTF-16, little-endian', utf16(TEXT, true)],
    ['UTF-16, big-endian', utf16(TEXT, false)],
    ['UTF-16 without a mark', utf16(TEXT, true, '')],
    ['UTF-16, big-endian, without a mark', utf16(TEXT, false, '')],
    ['Latin-1', new Uint8Array(Buffer.from(TEXT, 'latin1'))],
    ['what DOS padded', new TextEncoder().encode(`${TEXT}\x1A\x1A\0\0`)],
  ])('is read from %s', (_, bytes) => {
    expect(decodeFileText(bytes)).toBe(TEXT);
  });

  test('is none where bytes are no text', () => {
    expect(decodeFileText(PNG)).toBeNull();
    expect(decodeFileText(Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0, 0))).toBeNull();
  });

  test('has lines of UNIX, Windows and old Macintoshes', () => {
    expect(linesOf('a\nb\r\nc\rd')).toEqual(['a', 'b', 'c', 'd']);
  });

  test('of the case in UTF-16 gives its record', () => {
    const [record] = recordsOf('utf16.csv', caseFile('utf16.csv'));
    expect(factsOf(record)).toEqual({ points: 400, dt: 0.01, duration: 3.99, pga: 0.198783 });
  });
});
