import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCsv } from '../../../src/groundMotion/csv';
import { GroundMotionError } from '../../../src/groundMotion/readError';
import { expectClose } from '../../support/expectClose';

const HEADER = 'time_s,acceleration_ms2';
const file = (...lines: readonly string[]) => [HEADER, ...lines].join('\n');
const gapAt = (line: number, samples: number) =>
  file(...Array.from({ length: samples }, (_, i) => `${(i < line - 2 ? i : i + 3) / 50},0.1`));

describe('a CSV record', () => {
  test('comes back as it was written', () => {
    const acceleration = fc.array(fc.double({ min: -20, max: 20, noNaN: true }), {
      minLength: 2,
      maxLength: 300,
    });
    const options = fc.record({
      acceleration: acceleration.filter((values) => values.some((value) => value !== 0)),
      dt: fc.constantFrom(0.005, 0.01, 0.02, 0.04),
      start: fc.constantFrom(0, 10),
      lineEnd: fc.constantFrom('\n', '\r\n'),
    });
    fc.assert(
      fc.property(options, ({ acceleration, dt, start, lineEnd }) => {
        const lines = acceleration.map((value, i) => `${start + i * dt},${value}`);
        const record = readCsv('x.csv', [HEADER, ...lines, ''].join(lineEnd));
        expectClose(record.dt, dt, 1e-9);
        // A minus sign does not survive on a zero that is written as text.
        expect([...record.acceleration]).toEqual(acceleration.map((value) => value + 0));
      }),
    );
  });

  test('takes its name from the file, and may begin with a byte order mark', () => {
    const record = readCsv('Kobe 1995.CSV', `\uFEFF${file('0, 0.5', '0.02, -0.25')}\n\n`);
    expect(record).toEqual({ name: 'Kobe 1995', dt: 0.02, acceleration: Float64Array.of(0.5, -0.25) });
  });

  test('may have times that were rounded to a few digits', () => {
    const record = readCsv('x', file('0,1', '0.0333,2', '0.0667,1', '0.1,0'));
    expectClose(record.dt, 1 / 30);
  });
});

describe('a CSV record is refused', () => {
  test.each([
    ['an empty file', '', 'line 1 is not the header'],
    ['another header', 'time,acceleration\n0,1\n0.02,2', 'line 1 is not the header'],
    ['no samples', HEADER, 'fewer than two samples'],
    ['one sample', file('0,1'), 'fewer than two samples'],
    ['too many samples', `${HEADER}${'\n0,1'.repeat(1_000_001)}`, 'more than 1,000,000 samples'],
    ['a missing field', file('0,1', '0.02'), 'line 3 does not have two fields'],
    ['a third field', file('0,1', '0.02,1,2'), 'line 3 does not have two fields'],
    ['an empty line inside', file('0,1', '', '0.04,2'), 'line 3 does not have two fields'],
    ['an empty field', file('0,1', '0.02,'), 'line 3: "" is not an acceleration'],
    ['text for an acceleration', file('0,1', '0.02,strong'), 'line 3: "strong" is not an acceleration'],
    ['text for a time', file('0,1', 'later,1'), 'line 3: "later" is not a time'],
    ['NaN', file('0,1', '0.02,NaN'), 'line 3: "NaN" is not an acceleration'],
    ['infinity', file('0,1', '0.02,1e999'), 'line 3: "1e999" is not an acceleration'],
    ['cm/s2 for m/s2', file('0,1', '0.02,-341.7'), 'line 3: -341.7 m/s2 is no earthquake'],
    ['a gap early', gapAt(5, 20), 'line 5 comes 0.08 s after the one before, where others come 0.02 s'],
    ['a gap late', gapAt(19, 20), 'line 19 comes 0.08 s after the one before, where others come 0.02 s'],
    ['a gap in a long file', gapAt(900, 1000), 'line 900 comes 0.08 s'],
    ['a repeated time', file('0,1', '0.02,2', '0.02,3', '0.04,3'), 'line 4: its time does not come after'],
    ['times that run backwards', file('0.04,1', '0.02,2', '0,1'), 'line 3: its time does not come after'],
    ['a record of hours', file('0,1', '3000,2', '6000,3'), 'it lasts more than an hour'],
    ['silence', file('0,0', '0.02,0', '0.04,0'), 'every acceleration is zero'],
  ])('for %s', (_, text, reason) => {
    const read = () => readCsv('quake.csv', text);
    expect(read).toThrow(GroundMotionError);
    expect(read).toThrow(reason);
    // What happened, to which file; what is safe; what to do.
    expect(read).toThrow(/^quake\.csv: .+\. Nothing was changed\. Give it a first line/);
  });
});
