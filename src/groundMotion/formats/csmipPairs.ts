import type { AccelerationUnit } from '../accelerationUnit';
import { unitIn } from '../accelerationUnit';
import { GroundMotionError } from '../readError';
import { MAX_SAMPLES } from '../recordLimits';
import { valuesFrom } from './fortranBlock';
import type { RecordText } from './recordFile';
import { damaged, tooLong } from './recordFile';
import { onEvenTimes } from './unevenTimes';

/** Of a digitised film, the header says what its times and accelerations are in: of CSMIP, and of USC without what they are. */
const UNITS = /^\s{0,20}units (?:of uncor\w{0,10} accel\w{0,10} )?are sec and ([^\s.]{1,20})/i;
const POINTS = /^\s{0,20}no\. of points\s{0,5}=\s{0,10}(\d{1,9})/i;
/** Lines between the units and the pairs: one of text, 100 whole numbers as 16I5, 50 reals as 8F10.3. */
const LINES_BETWEEN = 1 + 7 + 7;
/** Each number of a pair is written as F7.3, behind one more space in USC's files. */
const WIDTH = 7;
const QUANTUM = 0.001;
const MAX_LENGTH = 200;
const TOO_LONG = `its times are uneven, and at their step of ${QUANTUM} s it has more than ${MAX_SAMPLES.toLocaleString('en')} samples`;

/** Where the pairs of a channel are, and what is in them. */
export interface PairBlock {
  /** Index of their first line. */
  readonly begin: number;
  readonly samples: number;
  readonly unit: AccelerationUnit | null;
  /** What a number is multiplied with to be in that unit. */
  readonly factor: number;
}

/**
 * The pairs of time and acceleration of the older volume 1 of CSMIP, RENADIC and USC, which a film was digitised to; their times are not even.
 *
 * @param index of a line
 * @returns null when the line is not the one that says their units, or even samples follow
 */
export function pairsAt(lines: readonly string[], index: number): PairBlock | null {
  const [, unitText] = UNITS.exec(lines[index].slice(0, MAX_LENGTH)) ?? [];
  if (unitText === undefined) return null;
  const [, samples] = POINTS.exec((lines[index - 1] ?? '').slice(0, MAX_LENGTH)) ?? [];
  const begin = index + 1 + LINES_BETWEEN;
  // Where a sentence comes instead, what follows it has even steps.
  if (samples === undefined || /[a-z]/i.test((lines[begin] ?? '').slice(0, MAX_LENGTH))) return null;
  const isTenth = /^g\s?\/\s?10$/i.test(unitText.trim());
  return {
    begin,
    samples: Number(samples),
    unit: isTenth ? 'g' : unitIn(`units of ${unitText}`),
    factor: isTenth ? 0.1 : 1,
  };
}

/** @throws GroundMotionError when they are cut short, or their times run backwards */
export function readPairs(text: RecordText, { begin, samples, factor }: PairBlock) {
  if (samples > MAX_SAMPLES) throw tooLong(text.file);
  if (samples < 2) throw damaged(text.file, `it announces ${samples} values`);
  const numbers = valuesFrom(text, begin, 2 * samples, { perSample: 2, width: WIDTH });
  const times = Float64Array.from({ length: samples }, (_, i) => numbers[2 * i]);
  const values = Float64Array.from({ length: samples }, (_, i) => numbers[2 * i + 1] * factor);
  const series = onEvenTimes(times, values, QUANTUM);
  if (series === 'too long') throw new GroundMotionError(text.file, TOO_LONG, 'Choose a shorter part of it.');
  if ('sample' in series) {
    throw damaged(text.file, `the time of its pair ${series.sample + 1} does not come after the one before`);
  }
  return series;
}
