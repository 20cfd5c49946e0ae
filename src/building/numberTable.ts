/** Numbers as people copy them out of spreadsheets and write them into text files. */

/** What is wrong with one cell of a table, counted from 1 as a person counts. */
export interface CellProblem {
  readonly row: number;
  readonly column: number;
  /** To follow the place: what it is, or must be. */
  readonly message: string;
}

/** A text that is no table of numbers; nothing has been changed by reading it. */
export class NumberTableError extends Error {
  override readonly name = 'NumberTableError';

  constructor(readonly problems: readonly CellProblem[]) {
    const [{ row, column, message }] = problems;
    const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
    super(`The table cannot be read: row ${row}, column ${column} ${message}${more}.`);
  }
}

/** Far more than 41 x 41 numbers need, and little enough to look at at once. */
const MAX_LENGTH = 200_000;

/**
 * Reads rows of numbers that tabs, semicolons, commas or spaces part, the first of these that occurs. A first row without a
 * number is a heading and left out, as empty rows are. A comma is a decimal one where something else parts the cells and the
 * table does not leave open whether it groups thousands: `0,5` and `1,25` are decimal, `1,234,567` and `1,234.5` are grouped,
 * and of `1,234` alone nobody can tell.
 *
 * @param columns how many there must be; where it is 1, a comma parts nothing
 * @returns at least one row, all of the same length
 * @throws NumberTableError when a cell is no number, or missing
 */
export function readNumberTable(text: string, columns?: number): number[][] {
  if (text.length > MAX_LENGTH) throw only('is in a text too long for a table');
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)
    .filter((line) => line.trim() !== '');
  const separate = separatorOf(lines, columns);
  const cells = lines.map((line) => separate(line).map(unquoted));
  const isComma = commaOf(cells.flat());
  const rows = cells.map((row) => row.map((cell) => toNumber(cell, isComma)));
  const isHeaded = rows.length > 1 && rows[0].every((value) => Number.isNaN(value)) && isHeading(cells[0]);
  const first = isHeaded ? 1 : 0;
  const problems = rows.slice(first).flatMap((row, i) => problemsOf(row, cells[i + first], i + first + 1));
  if (rows.length === first) throw only('has no number');
  const width = columns ?? rows[first].length;
  rows.slice(first).forEach((row, i) => {
    if (row.length !== width) problems.push(wrongWidth(row.length, width, i + first + 1));
  });
  if (problems.length > 0) throw new NumberTableError(problems);
  return rows.slice(first);
}

/**
 * Reads one number as a person types it, with a decimal point or a decimal comma.
 *
 * @param exponent of the power of ten that it is in: 3 reads kN as N, to the last bit
 * @returns NaN for what is none, and for `1,234`, of which nobody can tell what it is
 */
export function readNumber(text: string, exponent = 0): number {
  const cell = text.trim();
  return toNumber(cell, commaOf([cell]), exponent);
}

/** The inverse of `readNumber`: as few digits as give the number back. */
export function writeNumber(value: number, exponent = 0): string {
  const [mantissa, power = '0'] = String(value).split('e');
  const shifted = `${mantissa}e${Number(power) - exponent}`;
  const short = String(Number(shifted));
  return readNumber(short, exponent) === value ? short : shifted;
}

function only(message: string): NumberTableError {
  return new NumberTableError([{ row: 1, column: 1, message }]);
}

function isHeading(cells: readonly string[]): boolean {
  return cells.some((cell) => /\p{L}/u.test(cell)) && !cells.some((cell) => GROUPED.test(cell));
}

/** How a line is parted into its cells. */
function separatorOf(lines: readonly string[], columns?: number): (line: string) => string[] {
  for (const mark of ['\t', ';']) {
    if (lines.some((line) => line.includes(mark))) return (line) => parted(line, mark);
  }
  const spaced = (line: string) => line.trim().split(/[ \u00A0]+/);
  if (columns === 1 || !lines.some((line) => line.includes(','))) return spaced;
  // `1,5 2,5`: spaces part what commas do not.
  const isSpaced = lines.every((line) => /^\s*[^\s,]+(,[^\s,]+)?(\s+[^\s,]+(,[^\s,]+)?)+\s*$/.test(line));
  return isSpaced ? spaced : (line) => parted(line, ',');
}

/** What quotes enclose is not parted. A mark at the end of a line parts nothing, since some programs end each line so. */
function parted(line: string, mark: string): string[] {
  const cells = [''];
  let isQuoted = false;
  for (const character of line) {
    if (character === '"') isQuoted = !isQuoted;
    if (character === mark && !isQuoted) cells.push('');
    else cells[cells.length - 1] += character;
  }
  if (cells.length > 1 && cells[cells.length - 1].trim() === '') cells.pop();
  return cells;
}

function unquoted(cell: string): string {
  return cell
    .trim()
    .replace(/^"(.*)"$/, '$1')
    .trim();
}

/** What a comma within a cell is. */
type Comma = 'decimal' | 'grouping' | 'open';

const GROUPED = /^[+-]?[1-9]\d{0,2}(,\d{3})+$/;

function commaOf(cells: readonly string[]): Comma {
  const withComma = cells
    .map((cell) => cell.replace(/[\u00A0\u202F\s]/g, ''))
    .filter((cell) => cell.includes(','));
  const isGrouping = withComma.some((cell) => /,\d{3}(,\d{3})*\.\d*$|,\d{3},\d{3}$/.test(cell));
  if (isGrouping) return 'grouping';
  return withComma.every((cell) => GROUPED.test(cell)) ? 'open' : 'decimal';
}

function toNumber(cell: string, comma: Comma, exponent = 0): number {
  const bare = cell.replace(/(?<=\d)[\u00A0\u202F ](?=\d{3}(?!\d))/g, '');
  const number = comma === 'decimal' ? withPoint(bare) : bare;
  const ungrouped = comma === 'grouping' ? number.replace(/(?<=\d),(?=\d{3}(?!\d))/g, '') : number;
  const [, digits, power = '0'] = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:e([+-]?\d{1,4}))?$/i.exec(ungrouped) ?? [];
  return digits === undefined ? NaN : Number(`${digits}e${Number(power) + exponent}`);
}

/** `1.234,5` as `1234.5`. */
function withPoint(cell: string): string {
  if (!cell.includes(',')) return cell;
  return cell.replace(/(?<=\d)\.(?=\d{3}(?!\d))/g, '').replace(',', '.');
}

function problemsOf(row: readonly number[], cells: readonly string[], line: number): CellProblem[] {
  return row.flatMap((value, i) => {
    if (Number.isFinite(value)) return [];
    const place = { row: line, column: i + 1 };
    if (cells[i] === '') return [{ ...place, message: 'is empty' }];
    if (GROUPED.test(cells[i])) {
      const [grouped, decimal] = [cells[i].replaceAll(',', ''), cells[i].replace(',', '.')];
      return [{ ...place, message: `can be ${grouped} or ${decimal}: write it without the comma` }];
    }
    const shown = cells[i].length > 20 ? `${cells[i].slice(0, 20)}…` : cells[i];
    return [{ ...place, message: `is no finite number: ${shown}` }];
  });
}

function wrongWidth(length: number, width: number, row: number): CellProblem {
  return length < width
    ? { row, column: length + 1, message: `is missing: the row has ${length} of ${width} numbers` }
    : { row, column: width + 1, message: `is one too many: the row must have ${width} numbers` };
}
