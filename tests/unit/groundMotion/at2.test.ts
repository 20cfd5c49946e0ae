import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readAt2 } from '../../../src/groundMotion/at2';
import { GRAVITY } from '../../../src/groundMotion/groundMotion';
import { GroundMotionError } from '../../../src/groundMotion/readError';
import { expectClose } from '../../support/expectClose';

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
        const fields = values.map((value) => fortran(value, width));
        const lines = fields.flatMap((_, i) =>
          i % perLine === 0 ? [fields.slice(i, i + perLine).join('')] : [],
        );
        const record = readAt2('x.AT2', file(`NPTS=  ${values.length}, DT=   .0050 SEC`, lines));
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
  ])('may announce its samples as "%s"', (counts, dt) => {
    const record = readAt2('x', file(counts, ['  .1 -.2', '  .3 -.4']));
    expect(record.dt).toBe(dt);
    expectAccelerations(record.acceleration, inG([0.1, -0.2, 0.3, -0.4]));
  });

  test.each([
    ['1.234-1.678', [1.234, -1.678]],
    ['-.1234567E-02-.2345678E-02 .5E+00', [-0.001234567, -0.002345678, 0.5]],
    ['1.5D-01 +2.5d-1', [0.15, 0.25]],
    ['1. -2 .5', [1, -2, 0.5]],
  ])('may have values written as "%s"', (line, values) => {
    const record = readAt2('x', file(`NPTS= ${values.length}, DT= .02 SEC`, [line]));
    expectAccelerations(record.acceleration, inG(values));
  });

  test('is m/s2 under the name of the file; values beyond NPTS and line ends of Windows do not matter', () => {
    const text = file('NPTS= 2, DT= .02 SEC', ['.5 1.0 .25', '']).replaceAll('\n', '\r\n');
    expect(readAt2('RSN6_IMPVALL.I_I-ELC180.AT2', text)).toEqual({
      name: 'RSN6_IMPVALL.I_I-ELC180',
      dt: 0.02,
      acceleration: Float64Array.of(0.5 * GRAVITY, GRAVITY),
    });
  });
});

describe('an AT2 record is refused', () => {
  const counts = 'NPTS= 4, DT= .0050 SEC';
  const body = ['.1 -.2 .3 -.4'];

  test.each([
    ['an empty file', '', 'no four header lines'],
    ['a header alone', file(counts, []), 'no four header lines'],
    ['velocities', file(counts, body, 'VELOCITY TIME SERIES IN UNITS OF CM/S'), 'line 3 does not say'],
    ['cm/s2', file(counts, body, 'ACCELERATION TIME SERIES IN UNITS OF GAL'), 'line 3 does not say'],
    ['no counts', file('see above', body), 'line 4 does not give NPTS and DT: "see above"'],
    ['no DT', file('NPTS= 4', body), 'line 4 does not give NPTS and DT'],
    ['a DT of zero', file('NPTS= 4, DT= .0000 SEC', body), 'DT is .0000 s'],
    ['one sample', file('NPTS= 1, DT= .005 SEC', body), 'NPTS is 1'],
    ['too many samples', file('NPTS= 1000001, DT= .005 SEC', body), 'NPTS is 1000001'],
    ['too few values', file('NPTS= 5, DT= .005 SEC', body), 'it announces 5 values and has 4'],
    ['text', file(counts, ['.1 -.2', '.3 x']), 'line 6 has something else than numbers'],
    ['NaN', file(counts, ['.1 -.2', 'NaN .3']), 'line 6 has something else than numbers'],
    ['overflown fields', file(counts, ['.1 ***** .3 .4']), 'line 5 has something else than numbers'],
    ['infinity', file(counts, ['.1 -.2 .3', '1E999']), 'line 6: 1E999 g is no earthquake'],
    ['m/s2 under the name of g', file(counts, ['.1 -.2 .3 9.81']), 'line 5: 9.81 g is no earthquake'],
    ['a record of hours', file('NPTS= 4, DT= 1E9 SEC', body), 'it lasts more than an hour'],
    ['silence', file(counts, ['0 0 0 0']), 'every acceleration is zero'],
  ])('for %s', (_, text, reason) => {
    const read = () => readAt2('quake.AT2', text);
    expect(read).toThrow(GroundMotionError);
    expect(read).toThrow(reason);
    expect(read).toThrow(/^quake\.AT2: .+\. Nothing was changed\. Download the record again/);
  });
});
