import { describe, expect, test } from 'vitest';
import { parseRecordUses } from '../../../src/curriculum/recordUse';
import { parseSettingsLink } from '../../../src/curriculum/settingsLink';
import { isValid, parseValue } from '../../../src/curriculum/fieldKind';
import { readRecordFile } from '../../../src/groundMotion/readRecordFile';
import { decodeRecord } from '../../../src/records/recordFile';

const LENGTH = 10_000;
/** From one length to the next, which takes 8 times as long where the work grows with the length, and 64 with its square. */
const FACTOR = 8;
/** Between the two, with room for the collection of garbage. */
const MOST = 30;
const TRIES = 5;
/** Looked at again this often before a reader is called slow: square growth is there every time. */
const ROUNDS = 4;

/** How many times as long a reader computes for `FACTOR` times the length, in the best of some rounds. */
function growth(
  read: (text: string) => unknown,
  text: (length: number) => string,
  shortest = LENGTH,
): number {
  const texts = [text(shortest), text(FACTOR * shortest)];
  // The least of all tries: what else the process does only adds to it.
  const least = [Infinity, Infinity];
  let found = Infinity;
  for (let round = 0; round < ROUNDS && found >= MOST; round++) {
    for (let i = 0; i < TRIES; i++) {
      texts.forEach((each, which) => (least[which] = Math.min(least[which], workOf(read, each))));
    }
    found = least[1] / Math.max(least[0], 0.05);
  }
  return found;
}

/** Milliseconds of the processor, which are not more when others use it as well. */
function workOf(read: (text: string) => unknown, text: string): number {
  const begin = process.cpuUsage();
  try {
    read(text);
  } catch {
    // A refusal is an answer.
  }
  const { user, system } = process.cpuUsage(begin);
  return (user + system) / 1000;
}

const AT2 = (line4: string, values: string) =>
  `TITLE\nEVENT\nACCELERATION TIME SERIES IN UNITS OF G\n${line4}\n${values}\n`;
const GOOD = 'NPTS= 4, DT= .01 SEC';
const read = (text: string) => readRecordFile('a.txt', new TextEncoder().encode(text));
const many = (text: string) => (length: number) => text.repeat(length / text.length);

const READERS: readonly [string, (text: string) => unknown][] = [
  ['a number of a link', (text) => parseValue({ type: 'number' }, text)],
  ['layers of a link', (text) => parseValue({ type: 'layers', maxCount: 4, min: 8, max: 512 }, text)],
  ['a run’s name', (text) => isValid({ type: 'runName' }, text)],
  ['records of a link', (text) => parseRecordUses(text)],
  ['a record’s scale', (text) => parseRecordUses(`a:0123456789abcdef@${text}`)],
  ['a link of one setting', (text) => parseSettingsLink(`seed=${text}`)],
  ['AT2: its third line', (text) => read(`T\nE\nACCELERATION UNITS${text}\n${GOOD}\n0`)],
  ['AT2: NPTS', (text) => read(AT2(`NPTS=${text}`, '0'))],
  ['AT2: after NPTS', (text) => read(AT2(`NPTS=4${text}`, '0'))],
  ['AT2: DT', (text) => read(AT2(`NPTS=4, DT=${text}`, '0'))],
  ['AT2: the older fourth line', (text) => read(AT2(`4 ${text}`, '0'))],
  ['AT2: values', (text) => read(AT2(GOOD, text))],
  ['text: all of it', read],
  ['text: a column', (text) => read(`time (s) acc (g)\n${text}`)],
  ['CSV: its header', (text) => read(`${text}\n0,1\n1,2`)],
  ['CSV: a value', (text) => read(`time_s,acceleration_ms2\n0,${text}\n1,2`)],
  ['CSV: with semicolons', (text) => read(`t;a\n0;${text}\n1,5;2`)],
  ['K-NET: its header', (text) => read(`Origin Time ${text}\nScale Factor ${text}\nMemo.\n1 2`)],
  [
    'K-NET: its scale',
    (text) => read(`Origin Time\nSampling Freq(Hz) 100\nScale Factor 1${text}(gal)/2\nMemo.\n1 2`),
  ],
  [
    'K-NET: values',
    (text) => read(`Origin Time\nSampling Freq(Hz) 100\nScale Factor 1(gal)/2\nMemo.\n${text}`),
  ],
  ['ESM: its header', (text) => read(`A${text}:1\nSAMPLING_INTERVAL_S: ${text}\nUNITS: ${text}\n1\n2`)],
  ['ESM: values', (text) => read(`SAMPLING_INTERVAL_S: .01\nUNITS: cm/s^2\n${text}`)],
  ['COSMOS: its lines', (text) => read(`(Format v01.20 with 13 text lines)\n4 ${text}\nSta Cha: ${text}`)],
  [
    'COSMOS: what announces',
    (text) => read(`(Format v01.20 with 13 text lines)\n4 acceleration pts ${text}units=${text}`),
  ],
  ['SMC: its lines', (text) => read(`2 CORRECTED ACCELEROGRAM\n*\n${text}`)],
  ['SMC: its first line', (text) => read(`2 CORRECTED ACCELEROGRAM${text}\n*`)],
  ['CSMIP: what announces', (text) => read(`4 points of accel data equally spaced at ${text}`)],
  [
    'CSMIP: a channel',
    (text) => read(`Chan ${text}\n4 points of accel data equally spaced at .01 sec, ${text}`),
  ],
  ['CSMIP: values', (text) => read(`90000 points of accel data equally spaced at .01 sec, in g\n${text}`)],
  [
    'CSMIP: pairs',
    (text) =>
      read(`NO. OF POINTS = 9\nUNITS OF UNCOR ACCEL ARE SEC AND G${text}\n${'1\n'.repeat(15)}${text}`),
  ],
  ['a format of Fortran', (text) => read(`format (${text}\n1 2 3 4 5 6\n1 2`)],
  ['GeoNet: its first line', (text) => read(`Corrected accelerogram ${text}\n1`)],
  ['GeoNet: its lines', (text) => read(`Corrected accelerogram 1 GNS Science\n${`${text}\n`.repeat(3)}`)],
  ['SAC: its header', (text) => read(`-12345 1 1 1 1\n${text}\n${'1 1 1 1 1\n'.repeat(40)}`)],
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
    expect(growth((text) => quadratic.test(text), digits[1], 500)).toBeGreaterThan(MOST);
  });

  test.each(READERS)('%s', (_, read) => {
    for (const [name, text] of TEXTS) expect(growth(read, text), name).toBeLessThan(MOST);
  });
});
