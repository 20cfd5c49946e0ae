import { GroundMotionError } from '../readError';
import { MAX_SAMPLES } from '../recordLimits';
import { fieldWidthIn, numbersIn, numbersOfLine, toNumber } from './numbers';
import type { RecordText } from './recordFile';
import { FORMATS, tooLong, unreadableLine } from './recordFile';

/** The lines above the numbers, and the numbers. */
export interface NumericBlock {
  readonly header: readonly string[];
  /** What is between two numbers of a line. */
  readonly separator: Separator;
  /** All numbers, row by row. */
  readonly numbers: readonly number[];
  /** How many of them each row has. */
  readonly lengths: readonly number[];
  /** The line of each row, from 1. */
  readonly lines: readonly number[];
  /** Digits after the decimal point that the first number of a row has at most. */
  readonly decimals: number;
}

export type Separator = ' ' | ',' | ';' | '\t';

interface Layout {
  readonly separator: Separator;
  readonly decimalComma: boolean;
  /** Characters of each number, where the header gives the format; null: it does not. */
  readonly width: number | null;
}

/** Nothing but what numbers are written and separated with, and a digit. */
const LOOKS_NUMERIC = /^(?=\D*\d)[\s\d.,;+\-EeDd|]*$/;
/** Headers are short: what is longer is none, and need not be searched. */
const MAX_HEADER = { lines: 120, length: 400 };

/**
 * Takes a text apart into the lines before its numbers, and its numbers, whatever separates them.
 *
 * @throws GroundMotionError naming the first line after the numbers have begun that has something else
 */
export function readNumericBlock({ file, lines }: RecordText): NumericBlock {
  const begin = lines.findIndex((line) => LOOKS_NUMERIC.test(line));
  if (begin < 0) throw new GroundMotionError(file, 'it has no line of numbers', FORMATS);
  const header = lines.slice(0, begin);
  const layout = { ...layoutOf(file, header, lines, begin), width: widthOf(header) };
  const numbers: number[] = [];
  const lengths: number[] = [];
  const places: number[] = [];
  let decimals = 0;
  for (let i = begin; i < lines.length; i++) {
    const line = lines[i];
    if (/^\s*$/.test(line)) continue;
    const row = rowOf(line, layout);
    if (row === null) throw unreadableLine(file, i + 1, line);
    for (const number of row) numbers.push(number);
    lengths.push(row.length);
    places.push(i + 1);
    decimals = Math.max(decimals, decimalsOf(line, layout));
    if (lengths.length > MAX_SAMPLES + 2) throw tooLong(file);
  }
  return { header, separator: layout.separator, numbers, lengths, lines: places, decimals };
}

function rowOf(line: string, { separator, decimalComma, width }: Layout): number[] | null {
  const pointed = decimalComma ? line.replaceAll(',', '.') : line;
  if (separator === ' ') return numbersOfLine(pointed, width);
  const fields = pointed.split(separator);
  // Some programs end every line with a separator.
  if (fields.length > 1 && /^\s*$/.test(fields[fields.length - 1])) fields.pop();
  const row: number[] = [];
  for (const field of fields) {
    const [number, ...others] = numbersIn(field) ?? [];
    if (number === undefined || others.length > 0) return null;
    row.push(number);
  }
  return row;
}

/** Of a header that gives one format, or the same more than once. */
function widthOf(header: readonly string[]): number | null {
  const looked = header.slice(0, MAX_HEADER.lines).map((line) => line.slice(0, MAX_HEADER.length));
  const widths = new Set(looked.map(fieldWidthIn).filter((width) => width !== null));
  const [width] = widths;
  return widths.size === 1 ? width : null;
}

/** Digits after the point of the first number of a line; an exponent moves the point. */
function decimalsOf(line: string, { decimalComma }: Layout): number {
  const match = (decimalComma ? /^\s*[+-]?\d*,(\d*)/ : /^\s*[+-]?\d*\.(\d*)/).exec(line);
  if (!match) return 0;
  const [, exponent = '0'] = /^[EeDd]([+-]?\d+)/.exec(line.slice(match[0].length)) ?? [];
  return Math.max(0, match[1].length - toNumber(exponent));
}

/** Lines of numbers that are looked at to tell how all are written. */
const LOOKED_AT = 1000;

/** What separates, and what marks the decimals, told from many lines of numbers together. */
function layoutOf(
  file: string,
  header: readonly string[],
  lines: readonly string[],
  begin: number,
): Omit<Layout, 'width'> {
  let [semicolons, tabs, commas, points, rows] = [0, 0, 0, 0, 0];
  let [spacedCommas, spacedRows, mostCommas, leadingZeros] = [0, 0, 0, 0];
  for (let i = begin; i < Math.min(lines.length, begin + LOOKED_AT); i++) {
    const line = lines[i].trim();
    if (line === '') continue;
    rows++;
    if (line.includes(';')) semicolons++;
    if (line.includes('\t')) tabs++;
    if (line.includes('.')) points++;
    if (/\d\s+[\d+-]/.test(line)) spacedRows++;
    const pieces = line.split(',');
    if (pieces.length === 1) continue;
    commas++;
    mostCommas = Math.max(mostCommas, pieces.length - 1);
    if (/,\s|\s,|,$|,,/.test(line)) spacedCommas++;
    // 0,0167: nobody writes the whole number 167 so.
    if (/^0\d/.test(pieces[1])) leadingZeros++;
  }
  const hasDecimalCommas = commas > 0 && points === 0;
  if (semicolons > 0) return { separator: ';', decimalComma: hasDecimalCommas };
  if (tabs > 0)
    return { separator: commas > tabs && points > 0 ? ',' : '\t', decimalComma: hasDecimalCommas };
  if (commas === 0) return { separator: ' ', decimalComma: false };
  if (!hasDecimalCommas || spacedCommas > 0) return { separator: ',', decimalComma: false };
  if (spacedRows === rows) return { separator: ' ', decimalComma: true };
  if (mostCommas > 1 || header.some((line) => line.includes(',')))
    return { separator: ',', decimalComma: false };
  if (leadingZeros > 0 && commas >= rows - 1) return { separator: ' ', decimalComma: true };
  throw new GroundMotionError(
    file,
    'whether its commas separate numbers or are decimal points cannot be told',
    'Write its decimals with points, or separate its columns with semicolons.',
  );
}
