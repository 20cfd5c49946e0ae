import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CSV_HEADER } from '../../../../src/groundMotion/csv';
import { GroundMotionError } from '../../../../src/groundMotion/readError';
import { doubtfulUnit, guessAnswers, questionsOf } from '../../../../src/groundMotion/recordContent';
import { readRecordFile } from '../../../../src/groundMotion/readRecordFile';
import { expectClose } from '../../../support/expectClose';
import { caseFile, factsOf, recordsOf } from '../../../support/recordFormats';

const file = (...lines: readonly string[]) => [CSV_HEADER, ...lines].join('\n');
const gapAt = (line: number, samples: number) =>
  file(...Array.from({ length: samples }, (_, i) => `${(i < line - 2 ? i : i + 3) / 50},0.1`));
const [contentOf] = [(text: string) => readRecordFile('x.csv', new TextEncoder().encode(text))[0]];
const read = (text: string) => recordsOf('quake.csv', text)[0];

describe('a table', () => {
  test('comes back as it was written', () => {
    const acceleration = fc.array(fc.double({ min: -20, max: 20, noNaN: true }), {
      minLength: 2,
      maxLength: 300,
    });
    const options = fc.record({
      acceleration: acceleration.filter((values) => values.some((value) => value !== 0)),
      dt: fc.constantFrom(0.005, 0.01, 0.02, 0.04),
      start: fc.constantFrom(0, 10),
      lineEnd: fc.constantFrom('\n', '\r\n', '\r'),
    });
    fc.assert(
      fc.property(options, ({ acceleration, dt, start, lineEnd }) => {
        const lines = acceleration.map((value, i) => `${start + i * dt},${value}`);
        const record = read([CSV_HEADER, ...lines, ''].join(lineEnd));
        expectClose(record.dt, dt, 1e-9);
        // A minus sign does not survive on a zero that is written as text.
        expect([...record.acceleration]).toEqual(acceleration.map((value) => value + 0));
      }),
    );
  });

  test('takes its name from the file, and may begin with a byte order mark', () => {
    const [record] = recordsOf('Kobe 1995.CSV', `\uFEFF${file('0, 0.5', '0.02, -0.25')}\n\n`);
    expect(record).toEqual({ name: 'Kobe 1995', dt: 0.02, acceleration: Float64Array.of(0.5, -0.25) });
  });

  const rows = [
    ['0.00', '0.1'],
    ['0.01', '0.2'],
    ['0.02', '-0.4'],
    ['0.03', '0.1'],
  ];
  const table = (separator: string, header = '', decimal = '.') =>
    (header === '' ? '' : `${header}\n`) +
    rows
      .map((row) => row.join(separator))
      .join('\n')
      .replaceAll('.', decimal);

  test.each([
    ['spaces', table('  ')],
    ['tabs', table('\t')],
    ['commas', table(',')],
    ['commas and spaces', table(', ')],
    ['semicolons', table(';')],
    ['semicolons and decimal commas', table(';', '', ',')],
    ['tabs and decimal commas', table('\t', '', ',')],
    ['spaces and decimal commas', table('   ', '', ',')],
  ])('may be separated by %s', (_, text) => {
    expect(factsOf(recordsOf('x.txt', text, { unit: 'g' })[0])).toEqual({
      points: 4,
      dt: 0.01,
      duration: 0.03,
      pga: 0.4,
    });
    expect(questionsOf(contentOf(text))).toEqual(['unit']);
  });

  test.each([
    ['time_s,acceleration_ms2', ',', 0.04078865],
    ['Time (s),Acceleration (g)', ',', 0.4],
    ['t [sec];a [m/s²]', ';', 0.04078865],
    ['"Time","Accel (cm/s/s)"', ',', 0.00040789],
    ['Zeit (s);Beschleunigung (m/s^2)', ';', 0.04078865],
    ['Tiempo (s)\tAceleración (gal)', '\t', 0.00040789],
    ['# time  acc_g', ' ', 0.4],
    ['Time(sec)   Acc(mg)', '   ', 0.0004],
    ['time,acc\ns,g', ',', 0.4],
    ['Station: Somewhere\nAcceleration in cm/sec2\ntime,value', ',', 0.00040789],
    ['T,A (mm/s2)', ',', 0.00004079],
    ['time,ground motion (in/s2)', ',', 0.00103603],
  ])('may be headed "%s"', (header, separator, pga) => {
    const content = contentOf(table(separator, header));
    expect(questionsOf(content)).toEqual([]);
    expect(factsOf(read(table(separator, header))).pga).toBe(Number(pga.toFixed(6)));
  });

  test('has times of milliseconds where its header says so', () => {
    const text = 'time_ms,acc_g\n0,0.1\n10,0.2\n20,0.1';
    expect(factsOf(read(text))).toEqual({ points: 3, dt: 0.01, duration: 0.02, pga: 0.2 });
  });

  test('with several accelerations asks for the column; velocities and displacements are none', () => {
    const content = contentOf('time,NS (g),EW (g),UD (g)\n0,.1,.2,.3\n.01,.2,.3,-.4\n.02,.1,.1,.1');
    expect(content.columns.map(({ label, place }) => [label, place])).toEqual([
      ['NS (g)', 2],
      ['EW (g)', 3],
      ['UD (g)', 4],
    ]);
    expect(questionsOf(content)).toEqual(['column']);
    const all = 'time,acceleration (g),velocity (m/s),displacement (m)\n0,.1,2,3\n.01,.2,3,4';
    expect(questionsOf(contentOf(all))).toEqual([]);
    expect(factsOf(read(all)).pga).toBe(0.2);
    const picked = 'time,NS (g),EW (g)\n0,.1,.2\n.01,.2,-.3';
    expect(factsOf(recordsOf('x', picked, { column: 1 })[0]).pga).toBe(0.3);
  });

  test('without names and times asks what is what, and its rows may be one long row', () => {
    const content = contentOf('.1 .2\n.3 -.2\n.1 .1');
    expect(questionsOf(content)).toEqual(['column', 'dt', 'unit']);
    expect(content.columns.map(({ place }) => place)).toEqual([1, 2, null]);
    expect([...content.columns[2].values]).toEqual([0.1, 0.2, 0.3, -0.2, 0.1, 0.1]);
  });

  test('whose first column counts the samples has no times', () => {
    const content = contentOf('1;0.5\n2;0.25\n3;-0.5');
    expect(questionsOf(content)).toEqual(['dt', 'unit']);
    expect(content.columns.map(({ place }) => place)).toEqual([2]);
  });

  test('in gal under a header that says m/s2 says so', () => {
    const [content] = readRecordFile('gal.csv', caseFile('gal.csv'));
    expect([doubtfulUnit(content), guessAnswers(content).unit]).toEqual(['m/s2', 'cm/s2']);
  });
});

describe('times that were rounded', () => {
  const rounded = (rate: number, digits: number, samples = 400, cut = (time: number) => time) =>
    file(...Array.from({ length: samples }, (_, i) => `${cut(i / rate).toFixed(digits)},${i % 7}`));

  test.each([
    [30, 4],
    [200, 2],
    [400, 3],
    [64, 3],
    [50, 1],
  ])('are those of %i samples a second, printed with %i digits', (rate, digits) => {
    expect(read(rounded(rate, digits)).dt).toBe(Math.round(1e9 / rate) / 1e9);
  });

  test('may have been cut off', () => {
    const cut = (time: number) => Math.floor(100 * time + 1e-9) / 100;
    expect(read(rounded(200, 2, 400, cut)).dt).toBe(0.005);
  });

  test('that leave a sample out are still refused', () => {
    const lines = rounded(100, 2).split('\n');
    lines.splice(200, 1);
    expect(() => read(lines.join('\n'))).toThrow(
      'quake.csv: line 201 comes 0.02 s after the one before, where others come 0.01 s.',
    );
  });
});

describe('a table is refused', () => {
  const REMEDY =
    'A table has one line for each sample, evenly spaced in time; names of its columns with their units, such as "time_s,acceleration_ms2", may stand above.';

  test.each([
    ['no samples', CSV_HEADER, /it has no line of numbers/],
    ['one sample', file('0,1'), /fewer than two samples/],
    ['too many samples', `${CSV_HEADER}${'\n0,1'.repeat(1_000_001)}`, /more than 1,000,000 samples/],
    ['a missing field', file('0,1', '0.02', '0.04,2'), /line 3 has 1 numbers, where others have 2/],
    ['a third field', file('0,1', '0.02,1,2', '0.04,1'), /line 3 has 3 numbers, where others have 2/],
    ['an empty field', file('0,1', '0.02,,', '0.04,1'), /line 3 has something else than numbers/],
    ['text for an acceleration', file('0,1', '0.02,strong'), /line 3 has something else than numbers/],
    ['NaN', file('0,1', '0.02,NaN'), /line 3 has something else than numbers/],
    ['infinity', file('0,1', '0.02,1e999'), /its value 2 is not finite/],
    ['a gap early', gapAt(5, 20), /line 5 comes 0\.08 s after the one before, where others come 0\.02 s/],
    ['a gap late', gapAt(19, 20), /line 19 comes 0\.08 s after the one before, where others come 0\.02 s/],
    ['a gap in a long file', gapAt(900, 1000), /line 900 comes 0\.08 s/],
    ['a repeated time', file('0,1', '0.02,2', '0.02,3', '0.04,3'), /line 4: its time does not come after/],
    ['times that run backwards', file('0.04,1', '0.02,2', '0,1'), /line 3: its time does not come after/],
    ['a record of hours', file('0,1', '3000,2', '6000,3'), /it lasts more than an hour/],
    ['silence', file('0,0', '0.02,0', '0.04,0'), /every acceleration is zero/],
    [
      'a step that is not the header’s',
      'dt = 0.02 s\ntime,acc (g)\n0,.1\n.01,.2\n.02,.3',
      /its header says a step of 0\.02 s, its times 0\.01 s/,
    ],
  ])('for %s', (_, text, reason) => {
    expect(() => read(text)).toThrow(GroundMotionError);
    expect(() => read(text)).toThrow(reason);
    expect(() => read(text)).toThrow(/^quake\.csv: .+\. Nothing was changed\. \S.+\.$/);
  });

  test('for velocities or displacements alone', () => {
    expect(() => read('time (s),velocity (cm/s)\n0,1\n.01,2')).toThrow(
      /^quake.csv: it holds velocities, not accelerations\./,
    );
    expect(() => read('t,disp (cm)\n0,1\n.01,2')).toThrow(
      /^quake.csv: it holds displacements, not accelerations\./,
    );
  });

  test('with the whole sentence', () => {
    expect(() => read(gapAt(5, 20))).toThrow(
      `quake.csv: line 5 comes 0.08 s after the one before, where others come 0.02 s. Nothing was changed. ${REMEDY}`,
    );
    expect(() => read('1,5\n2,5\n3,5')).toThrow(
      'quake.csv: whether its commas separate numbers or are decimal points cannot be told. Nothing was changed. Write its decimals with points, or separate its columns with semicolons.',
    );
  });
});

describe('one column with decimal commas', () => {
  test('is told by a zero that no whole number begins with', () => {
    const text = '0,012\n-0,250\n0,001';
    expect(factsOf(recordsOf('x', text, { unit: 'g', dt: 0.01 })[0])).toMatchObject({ points: 3, pga: 0.25 });
  });
});
