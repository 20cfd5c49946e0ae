import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GRAVITY } from '../../../../src/groundMotion/groundMotion';
import { GroundMotionError } from '../../../../src/groundMotion/readError';
import { questionsOf } from '../../../../src/groundMotion/recordContent';
import { readRecordFile } from '../../../../src/groundMotion/readRecordFile';
import { expectClose } from '../../../support/expectClose';
import { caseFile, factsOf, recordsOf } from '../../../support/recordFormats';

const UNITS = 'ACCELERATION TIME SERIES IN UNITS OF G';
const file = (counts: string, body: readonly string[], units = UNITS) =>
  [
    'PEER NGA STRONG MOTION DATABASE RECORD',
    'Imperial Valley-02, 5/19/1940, El Centro Array #9, 180',
    units,
    counts,
    ...body,
  ].join('\n');
const inG = (values: readonly number[]) => values.map((value) => value * GRAVITY);
const open = (text: string) =>
  readRecordFile('x.AT2', new TextEncoder().encode(text)).flatMap((each) => questionsOf(each));
const read = (text: string) => recordsOf('quake.AT2', text)[0];
const AGAIN = 'Nothing was changed. Download or export the record again.';

function expectAccelerations(actual: Float64Array, expected: readonly number[]) {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((value, i) => expectClose(actual[i], value, 1e-14));
}

/** Fortran's E15.7: 0.1234567E-02, 15 wide, which leaves no space before a minus sign in narrower fields. */
function fortran(value: number, width: number): string {
  if (value === 0) return '0.0000000E+00'.padStart(width);
  const exponent = Math.floor(Math.log10(Math.abs(value))) + 1;
  const power = `${exponent < 0 ? '-' : '+'}${Math.abs(exponent).toString().padStart(2, '0')}`;
  return `${(value / 10 ** exponent).toFixed(7)}E${power}`.padStart(width);
}

/** How a picture begins. */
const PNG = Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82);

describe('files that people hold', () => {
  const facts = { points: 400, dt: 0.01, duration: 3.99 };

  test.each([
    ['good.AT2', 0.198783],
    ['nrc_seven_line_header.AT2', 0.198783],
    ['units_in_parentheses.AT2', 0.19878],
    ['esm_like.ASC', 0.198783],
    ['utf16.csv', 0.198783],
  ])('%s is read, and nothing is asked', (name, pga) => {
    expect(recordsOf(name, caseFile(name)).map(factsOf)).toEqual([{ ...facts, pga }]);
    expect(readRecordFile(name, caseFile(name)).flatMap((each) => questionsOf(each))).toEqual([]);
  });

  test.each([
    ['also_a_record.txt', ['dt', 'unit'], 0.19878],
    ['one_column.acc', ['dt', 'unit'], 0.198783],
    ['two_columns.txt', ['unit'], 0.198783],
    ['gal.csv', ['unit'], 0.198783],
  ])('%s leaves open %j, and is guessed rightly', (name, questions, pga) => {
    expect(readRecordFile(name, caseFile(name)).flatMap((each) => questionsOf(each))).toEqual(questions);
    expect(recordsOf(name, caseFile(name)).map(factsOf)).toEqual([{ ...facts, pga }]);
  });

  test('peer_velocity.VT2 is named', () => {
    expect(() => recordsOf('peer_velocity.VT2', caseFile('peer_velocity.VT2'))).toThrow(
      'peer_velocity.VT2: it holds velocities, not accelerations. Nothing was changed. Choose the acceleration file of the same record instead of this velocity file.',
    );
  });
});

describe('an AT2 record', () => {
  test('comes back from Fortran fields, glued or apart, whatever the values on a line', () => {
    const options = fc.record({
      values: fc
        .array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 2, maxLength: 100 })
        .map((values) => values.map((value) => (Math.abs(value) < 1e-9 ? 0 : value)))
        .filter((values) => values.some((value) => value !== 0)),
      perLine: fc.integer({ min: 1, max: 8 }),
      width: fc.constantFrom(14, 15, 16),
    });
    fc.assert(
      fc.property(options, ({ values, perLine, width }) => {
        const written = values.map((value) => fortran(value, width));
        const lines = written.flatMap((_, i) =>
          i % perLine === 0 ? [written.slice(i, i + perLine).join('')] : [],
        );
        const record = read(file(`NPTS=  ${values.length}, DT=   .0050 SEC`, lines));
        expect(record.dt).toBe(0.005);
        expect(record.acceleration).toHaveLength(values.length);
        values.forEach((value, i) => expectClose(record.acceleration[i], value * GRAVITY, 1e-6));
      }),
    );
  });

  test.each([
    ['NPTS=  4, DT= .0050 SEC', 0.005],
    ['NPTS=     4, DT=   .0050 SEC,', 0.005],
    ['NPTS= 4 , DT= 0.01', 0.01],
    ['   4    0.0050   NPTS, DT', 0.005],
    ['4  5.0E-03  NPTS, DT', 0.005],
    ['4 points at equal spacing of 0.02 sec', 0.02],
    ['Number of points: 4  Time step (s): 0.02', 0.02],
    ['NPTS=4, sampling rate 200 Hz', 0.005],
    ['4 samples, 100 samples/sec', 0.01],
    ['NPTS: 4, dt = 5 ms', 0.005],
  ])('may announce its samples as "%s"', (counts, dt) => {
    const record = read(file(counts, ['  .1 -.2', '  .3 -.4']));
    expect(record.dt).toBe(dt);
    expectAccelerations(record.acceleration, inG([0.1, -0.2, 0.3, -0.4]));
  });

  test.each([
    'The units are (g)',
    "OUTPUT ACCELERATION TIME HISTORY (G'S): NIT = 2",
    'Acceleration in g',
    'UNITS: g',
    'ACCELERATION TIME HISTORY IN UNITS OF G. SCALED BY 1.0',
    'accel [g]',
  ])('may say that it is in g as "%s"', (units) => {
    expect(open(file('NPTS= 4, DT= .005', ['.1 .2 .3 .4'], units))).toEqual([]);
  });

  test('may have four to seven lines of header, in any order, with blank ones between', () => {
    const header = [
      'TITLE',
      'NPTS= 4, DT= .01 SEC',
      '',
      '*******',
      'ACCELERATION, UNITS OF G',
      'STATION 9',
      '',
    ];
    for (let i = 0; i < header.length; i++) {
      const rotated = [...header.slice(i), ...header.slice(0, i)];
      const record = read([...rotated, ' .1 -.2', '', ' .3 -.4', ''].join('\n'));
      expectAccelerations(record.acceleration, inG([0.1, -0.2, 0.3, -0.4]));
      expect(record.dt).toBe(0.01);
    }
  });

  test.each([
    ['1.234-1.678', [1.234, -1.678]],
    ['-.1234567E-02-.2345678E-02 .5E+00', [-0.001234567, -0.002345678, 0.5]],
    ['1.5D-01 +2.5d-1', [0.15, 0.25]],
    ['1. -2 .5', [1, -2, 0.5]],
    ['0.1, 0.2, 0.3', [0.1, 0.2, 0.3]],
  ])('may have values written as "%s"', (line, values) => {
    const record = read(file(`NPTS= ${values.length}, DT= .02 SEC`, [line]));
    expectAccelerations(record.acceleration, inG(values));
  });

  test('is m/s2 under the name of the file; a filled last row, ends of lines and of DOS do not matter', () => {
    const text = file('NPTS= 2, DT= .02 SEC', ['.5 1.0 .25', '']).replaceAll('\n', '\r\n');
    expect(recordsOf('RSN6_IMPVALL.I_I-ELC180.AT2', `${text}\x1A\x1A\0\0`)).toEqual([
      { name: 'RSN6_IMPVALL.I_I-ELC180', dt: 0.02, acceleration: Float64Array.of(0.5 * GRAVITY, GRAVITY) },
    ]);
  });

  test('in cm/s2 is read as that, and what its header leaves open is asked', () => {
    const gal = file('NPTS= 2, DT= .02', ['98.0665 -49'], 'ACCELERATION TIME SERIES IN UNITS OF GAL');
    expect(factsOf(read(gal))).toEqual({ points: 2, dt: 0.02, duration: 0.02, pga: 0.1 });
    expect(open(file('NPTS= 4', ['.1 .2 .3 .4']))).toEqual(['dt']);
    expect(open(file('NPTS= 4, DT= .01', ['.1 .2 .3 .4'], 'ACCELERATION'))).toEqual(['unit']);
    // More than any earthquake: the unit is doubted, not the record thrown away.
    expect(open(file('NPTS= 4, DT= .01', ['.1 .2 .3 9.81']))).toEqual(['unit']);
  });
});

describe('an AT2 record is refused', () => {
  const counts = 'NPTS= 4, DT= .0050 SEC';
  const body = ['.1 -.2 .3 -.4'];

  test.each([
    ['a header alone', file(counts, []), 'it has no line of numbers'],
    ['a DT of zero', file('NPTS= 4, DT= .0000 SEC', body), 'its time step is 0 s'],
    ['one sample', file('NPTS= 1, DT= .005 SEC', body), 'it announces 1 values'],
    ['too many samples', file('NPTS= 1000001, DT= .005 SEC', body), 'it announces 1000001 values'],
    ['too few values', file('NPTS= 5, DT= .005 SEC', body), 'it announces 5 values and has 4'],
    ['a row too many', file(counts, ['.1 -.2', '.3 -.4', '.5 -.6']), 'it announces 4 values and has 6'],
    ['text', file(counts, ['.1 -.2', '.3 x']), 'line 6 has something else than numbers'],
    ['NaN', file(counts, ['.1 -.2', 'NaN .3']), 'line 6 has something else than numbers'],
    ['overflown fields', file(counts, ['.1 .2', '.3 *****']), 'line 6 has something else than numbers'],
    [
      'fields without signs between',
      file(counts, ['0.12340.5678 .3']),
      'line 5 has numbers that run into each other',
    ],
    [
      'an exponent without its letter',
      file(counts, ['.1 .2', '.3 .1234-102']),
      'line 6 has something else than numbers',
    ],
    ['infinity', file(counts, ['.1 -.2 .3', '1E999']), 'its value 4 is not finite'],
    ['nothing that shakes', file(counts, ['0 0 0 0']), 'every acceleration is zero'],
    ['a record of hours', file('NPTS= 4, DT= 1E6 SEC', body), 'it lasts more than an hour'],
    [
      'numbers of no unit',
      file(counts, ['.1 .2 .3 999999']),
      'its largest value, 999999, is no acceleration of an earthquake in any unit',
    ],
  ])('for %s', (_, text, reason) => {
    expect(() => read(text)).toThrow(GroundMotionError);
    expect(() => read(text)).toThrow(`quake.AT2: ${reason}. Nothing was changed.`);
  });

  test('for velocities and displacements, by what it says or, where it says nothing, by its ending', () => {
    const velocity = file(counts, body, 'VELOCITY TIME SERIES IN UNITS OF CM/S');
    expect(() => read(velocity)).toThrow('quake.AT2: it holds velocities, not accelerations.');
    const displacement = file(counts, body, 'DISPLACEMENT TIME SERIES IN UNITS OF CM');
    expect(() => read(displacement)).toThrow('quake.AT2: it holds displacements, not accelerations.');
    expect(() => recordsOf('a.VT2', '0.1\n0.2')).toThrow('a.VT2: it holds velocities, not accelerations.');
    expect(() => recordsOf('a.dt2', '0.1\n0.2')).toThrow('a.dt2: it holds displacements, not accelerations.');
  });
});

describe('a text of values alone', () => {
  test('may begin with how many there are and their step', () => {
    const text = 'A title\n4 0.02\n0.1\n0.2\n-0.3\n0.1\n';
    expect(factsOf(recordsOf('x.txt', text, { unit: 'g' })[0])).toEqual({
      points: 4,
      dt: 0.02,
      duration: 0.06,
      pga: 0.3,
    });
    expect(open(text)).toEqual(['unit']);
    expect(open('4\n0.02\n0.1\n0.2\n-0.3\n0.1')).toEqual(['unit']);
  });

  test('may have a last row that is not full', () => {
    const text = '.1 .2 .3 .4 .5\n.6 .7 .8 .9 .1\n.2 .3\n';
    expect(factsOf(recordsOf('x.g3', text, { dt: 0.01, unit: 'm/s2' })[0])).toMatchObject({
      points: 12,
      pga: 0.091774,
    });
  });

  test('has nothing else than numbers, and more than one', () => {
    expect(() => recordsOf('x.txt', '0.1\n0.2\nend\n0.3')).toThrow(
      `x.txt: line 3 has something else than numbers. ${AGAIN}`,
    );
    expect(() => recordsOf('x.txt', '0.1\n')).toThrow(`x.txt: it has fewer than two samples. ${AGAIN}`);
    expect(() => recordsOf('x.txt', 'Dear engineer,\nthe record follows.')).toThrow(
      'x.txt: it has no line of numbers. Nothing was changed. Records are read as PEER AT2, text and CSV, CSMIP, COSMOS, SMC, K-NET, GeoNet, ESM and SAC: docs/records.md lists what is read.',
    );
    expect(() => recordsOf('x.txt', '')).toThrow('x.txt: it is empty. Nothing was changed.');
    expect(() => recordsOf('x.png', PNG)).toThrow(
      'x.png: it is no text, and no record. Nothing was changed. Records are read as PEER AT2, text and CSV, CSMIP, COSMOS, SMC, K-NET, GeoNet, ESM and SAC: docs/records.md lists what is read.',
    );
  });
});
