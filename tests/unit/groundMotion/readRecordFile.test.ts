import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GroundMotionError } from '../../../src/groundMotion/readError';
import { completeRecord } from '../../../src/groundMotion/recordContent';
import { readRecordFile } from '../../../src/groundMotion/readRecordFile';
import {
  caseFile,
  cosmos,
  csmipPairs,
  csmipVolume2,
  esm,
  geonet,
  knet,
  sac,
  sacText,
  shaking,
  smc,
} from '../../support/recordFormats';

const CHANNEL = { values: shaking(24, 50), dt: 0.01 };
const bytesOf = (text: string) => new TextEncoder().encode(text);

/** A file of each format, as bytes that damage can be done to. */
const FILES: readonly [string, Uint8Array][] = [
  ['AT2', caseFile('good.AT2').slice(0, 900)],
  ['a table', bytesOf('time (s),NS (g),EW (g)\n0.00,.1,.2\n0.01,.2,.3\n0.02,.1,.1\n')],
  ['a table in UTF-16', caseFile('utf16.csv').slice(0, 600)],
  ['one column', bytesOf('title\n6 0.01\n.1\n.2\n-.1\n.3\n.1\n.2\n')],
  ['CSMIP', bytesOf(csmipVolume2([CHANNEL, CHANNEL]))],
  ['CSMIP, pairs', bytesOf(csmipPairs([{ times: [0, 0.004, 0.009, 0.013], values: [0.1, -0.3, 0.5, 0.2] }]))],
  ['GeoNet', bytesOf(geonet([{ ...CHANNEL, component: 'Up' }], { volume: 2 }))],
  ['COSMOS', bytesOf(cosmos(CHANNEL))],
  ['SMC', bytesOf(smc(CHANNEL))],
  ['K-NET', bytesOf(knet(CHANNEL))],
  ['ESM', bytesOf(esm(CHANNEL))],
  ['SAC', sac(CHANNEL)],
  ['SAC, alphanumeric', bytesOf(sacText(CHANNEL))],
];

/** Reads, and holds what comes to what is promised of it: records that can be used, or the reader's own error. */
function expectAnswer(bytes: Uint8Array): void {
  let contents;
  try {
    contents = readRecordFile('any.file', bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(GroundMotionError);
    expect(String(error)).toMatch(/^GroundMotionError: any\.file: [^]+\. Nothing was changed\. [^]+\.$/);
    return;
  }
  expect(contents.length).toBeGreaterThan(0);
  for (const content of contents) {
    const { dt, acceleration } = completeRecord('any.file', content, {});
    expect(dt).toBeGreaterThan(0);
    expect(acceleration.length).toBeGreaterThan(1);
    expect(acceleration.every((value) => Math.abs(value) <= 80)).toBe(true);
  }
}

describe('any bytes have an answer', () => {
  test('whatever they are', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 2000 }), expectAnswer), { numRuns: 300 });
  });

  test('whatever is written in them', () => {
    const word = fc.constantFrom(
      ...[
        'NPTS=',
        'DT=',
        ' 4',
        '.01',
        '-1.5E-2',
        ',',
        ';',
        '\t',
        '\n',
        '\r\n',
        ' ',
        'g',
        '(cm/s2)',
        'time',
        'acc',
        'units',
      ],
      ...[
        'Hz',
        'points',
        '1e999',
        '*',
        'velocity',
        '0,5',
        '\x1A',
        '-',
        'Origin Time',
        'Memo.',
        'UNITS: ',
        '|',
      ],
      ...[
        'SAMPLING_INTERVAL_S: ',
        '2 CORRECTED ACCELEROGRAM',
        '(Format v01.20 with 13 text lines)',
        '-12345',
      ],
      'UNITS OF UNCOR ACCEL ARE SEC AND G/10.\n',
      'NO. OF POINTS = 4\n',
      'Corrected accelerogram 1 GNS Science\n',
      '(8F10.5)',
      ' 4 points of accel data equally spaced at .01 sec, in g',
    );
    const text = fc.array(word, { maxLength: 80 }).map((words) => words.join(''));
    fc.assert(
      fc.property(text, (written) => expectAnswer(bytesOf(written))),
      { numRuns: 1000 },
    );
  });

  test.each(FILES)('%s, damaged anywhere', (_, file) => {
    expectAnswer(file);
    const damage = fc.record({
      place: fc.nat(file.length - 1),
      bytes: fc.uint8Array({ maxLength: 12 }),
      removed: fc.nat(200),
      end: fc.option(fc.nat(file.length), { nil: file.length }),
    });
    fc.assert(
      fc.property(damage, ({ place, bytes, removed, end }) => {
        const damaged = [...file.slice(0, place), ...bytes, ...file.slice(place + removed)];
        expectAnswer(Uint8Array.from(damaged).slice(0, end));
      }),
      { numRuns: 200 },
    );
  });

  test('the file that is read says by its content what it is, not by its ending', () => {
    const whole = FILES.filter(([name]) => !/^AT2|UTF-16/.test(name));
    for (const [, file] of [...whole, ['AT2', caseFile('good.AT2')] as const]) {
      const [one, other] = ['a.AT2', 'a.csv'].map((name) =>
        readRecordFile(name, file).map(({ columns, dt }) => ({ columns, dt })),
      );
      expect(one).toEqual(other);
    }
  });
});
