import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ModelZipError } from '../../../src/sb3/errors';
import { Call, Global, readPickle, Tuple } from '../../../src/sb3/pickleReader';
import { PickleWriter } from '../../../src/sb3/pickleWriter';

const ALLOWED = new Set(['collections OrderedDict']);

/** A pickle of protocol 2 from its opcodes: text as it is, numbers as bytes. */
function pickle(...parts: readonly (string | number)[]): Uint8Array {
  const bytes = parts.flatMap((part) =>
    typeof part === 'number' ? [part] : [...part].map((character) => character.charCodeAt(0)),
  );
  return Uint8Array.from([0x80, 2, ...bytes]);
}

describe('the pickle reader', () => {
  test('reads what the writer wrote', () => {
    const bytes = new PickleWriter()
      .emptyDict()
      .mark()
      .string('floats')
      .emptyList()
      .mark()
      .float(0.1)
      .float(-1e300)
      .appends()
      .string('integers')
      .mark()
      .integer(255)
      .integer(65_535)
      .integer(2 ** 31 - 1)
      .tuple()
      .string('né')
      .none()
      .string('flag')
      .boolean(true)
      .setItems()
      .finish();
    expect(readPickle(bytes, ALLOWED)).toEqual(
      new Map<string, unknown>([
        ['floats', [0.1, -1e300]],
        ['integers', new Tuple([255, 65_535, 2 ** 31 - 1])],
        ['né', null],
        ['flag', true],
      ]),
    );
  });

  test('makes inert nodes of calls', () => {
    const value = readPickle(pickle('ccollections\nOrderedDict\n)R.'), ALLOWED);
    expect(value).toBeInstanceOf(Call);
    expect((value as Call).callable).toEqual(new Global('collections OrderedDict'));
  });

  test.each([
    ['a call of the shell', pickle('cos\nsystem\n(X', 2, 0, 0, 0, 'lstR.'), /"os system"/],
    ['eval', pickle('c__builtin__\neval\n.'), /"__builtin__ eval"/],
    ['an instance', pickle('(ios\nsystem\n.'), /operation 0x69/],
    ['an extension code', pickle(0x82, 1, '.'), /operation 0x82/],
    ['a text number, which pickles of this age do not use', pickle('I1\n.'), /operation 0x49/],
    ['a length that lies', pickle('X', 0xff, 0xff, 0xff, 0x7f, 'a.'), /cut short/],
    ['a length of 2^63', pickle(0x8d, 0, 0, 0, 0, 0, 0, 0, 0x80, 'a.'), /cut short/],
    ['a value that was never remembered', pickle('h', 7, '.'), /never remembered/],
    ['an empty stack', pickle('.'), /not there/],
    ['values left over', pickle('NN.'), /left over/],
    ['a mark as a value', pickle('(.'), /not there/],
    ['items of a number', pickle('K', 1, 'NNs.'), /not a dictionary/],
    ['a state of a plain value', pickle('NNb.'), /plain value/],
    ['a name that is not text', pickle('NN', 0x93, '.'), /not a name/],
    ['text that is not UTF-8', pickle('X', 1, 0, 0, 0, 0xff, '.'), /not UTF-8/],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => readPickle(bytes, ALLOWED)).toThrow(ModelZipError);
    expect(() => readPickle(bytes, ALLOWED)).toThrow(message);
  });

  test.each([
    ['operations', 'N0'.repeat(200_000)],
    ['values on the stack', 'N'.repeat(100_000)],
  ])('gives up on too many %s', (_, opcodes) => {
    expect(() => readPickle(pickle(opcodes, '.'), ALLOWED)).toThrow(ModelZipError);
  });

  test('gives up on too many remembered values', () => {
    const bytes = new Uint8Array(3 + 5 * 60_000);
    bytes.set([0x80, 2, 0x4e]);
    const view = new DataView(bytes.buffer);
    for (let i = 0; i < 60_000; i++) {
      bytes[3 + 5 * i] = 0x72;
      view.setUint32(4 + 5 * i, i, true);
    }
    expect(() => readPickle(bytes, ALLOWED)).toThrow(/remembers too much/);
  });

  test('a key named __proto__ is a key', () => {
    const bytes = new PickleWriter().emptyDict().mark().string('__proto__').emptyDict().setItems().finish();
    expect(readPickle(bytes, ALLOWED)).toEqual(new Map([['__proto__', new Map()]]));
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test('any bytes give a value or a ModelZipError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          readPickle(Uint8Array.from([0x80, 2, ...bytes, 0x2e]), ALLOWED);
        } catch (error) {
          expect(error).toBeInstanceOf(ModelZipError);
        }
      }),
      { numRuns: 3000 },
    );
  });
});
