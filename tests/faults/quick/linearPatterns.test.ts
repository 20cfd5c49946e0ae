import { describe, expect, test } from 'vitest';
import { parseRecordUses } from '../../../src/curriculum/recordUse';
import { parseSettingsLink } from '../../../src/curriculum/settingsLink';
import { isValid, parseValue } from '../../../src/curriculum/fieldKind';
import { readAt2 } from '../../../src/groundMotion/at2';
import { readCsv } from '../../../src/groundMotion/csv';
import { decodeRecord } from '../../../src/records/recordFile';

const LENGTH = 20_000;
/** From one length to the next, which takes four times as long where the work grows with the length, and 16 with its square. */
const FACTOR = 4;
const MOST = 10;

/** Least time of some tries, ms: what else the machine does only adds to it. */
function timeOf(work: () => unknown): number {
  let least = Infinity;
  for (let i = 0; i < 7; i++) {
    const begin = performance.now();
    work();
    least = Math.min(least, performance.now() - begin);
  }
  return least;
}

function growth(
  read: (text: string) => unknown,
  text: (length: number) => string,
  shortest = LENGTH,
): number {
  const times = [shortest, FACTOR * shortest].map((length) => {
    const whole = text(length);
    return timeOf(() => {
      try {
        read(whole);
      } catch {
        // A refusal is an answer.
      }
    });
  });
  return times[1] / Math.max(times[0], 0.1);
}

const AT2 = (line4: string, values: string) =>
  `TITLE\nEVENT\nACCELERATION TIME SERIES IN UNITS OF G\n${line4}\n${values}\n`;
const GOOD = 'NPTS= 4, DT= .01 SEC';
const many = (text: string) => (length: number) => text.repeat(length / text.length);

const READERS: readonly [string, (text: string) => unknown][] = [
  ['a number of a link', (text) => parseValue({ type: 'number' }, text)],
  ['layers of a link', (text) => parseValue({ type: 'layers', maxCount: 4, min: 8, max: 512 }, text)],
  ['a run’s name', (text) => isValid({ type: 'runName' }, text)],
  ['records of a link', (text) => parseRecordUses(text)],
  ['a record’s scale', (text) => parseRecordUses(`a:0123456789abcdef@${text}`)],
  ['a link of one setting', (text) => parseSettingsLink(`seed=${text}`)],
  ['AT2: its third line', (text) => readAt2('a.AT2', `T\nE\nACCELERATION UNITS${text}\n${GOOD}\n0`)],
  ['AT2: NPTS', (text) => readAt2('a.AT2', AT2(`NPTS=${text}`, '0'))],
  ['AT2: after NPTS', (text) => readAt2('a.AT2', AT2(`NPTS=4${text}`, '0'))],
  ['AT2: DT', (text) => readAt2('a.AT2', AT2(`NPTS=4, DT=${text}`, '0'))],
  ['AT2: the older fourth line', (text) => readAt2('a.AT2', AT2(`4 ${text}`, '0'))],
  ['AT2: values', (text) => readAt2('a.AT2', AT2(GOOD, text))],
  ['CSV: its header', (text) => readCsv('a.csv', `${text}\n0,1\n1,2`)],
  ['CSV: a value', (text) => readCsv('a.csv', `time_s,acceleration_ms2\n0,${text}\n1,2`)],
  [
    'a record’s file name',
    (text) => decodeRecord(`${text}.csv`, new TextEncoder().encode('time_s,acceleration_ms2\n0,1\n1,2\n')),
  ],
];

const TEXTS: readonly [string, (length: number) => string][] = [
  ['digits and a letter', (length) => `${'1'.repeat(length)}x`],
  ['spaces and a letter', (length) => `${' '.repeat(length)}x`],
  ['digits after a point', (length) => `1.${'1'.repeat(length)}x`],
  ['points', many('.')],
  ['points and spaces, and a letter', (length) => `${'. '.repeat(length / 2)}x`],
  ['exponents', many('1E+1')],
  ['commas', many(',')],
  ['lines', many('1\n')],
];

describe('readers of what a person gives take time that grows with the length', () => {
  test('is real: the pattern that numbers had grows with its square', () => {
    const quadratic = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
    const [digits] = TEXTS;
    expect(growth((text) => quadratic.test(text), digits[1], 1000)).toBeGreaterThan(MOST);
  });

  test.each(READERS)('%s', (_, read) => {
    for (const [name, text] of TEXTS) expect(growth(read, text), name).toBeLessThan(MOST);
  });
});
