/** A number as Fortran and everybody else writes it; Fortran writes the exponent of a double with D. */
export const NUMBER = String.raw`[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[EeDd][+-]?\d+)?`;

const NEXT = new RegExp(NUMBER, 'y');
const GAP = /\s+/y;

/** The number that a text is; NaN: it is none. */
export function toNumber(text: string): number {
  return /^\s*$/.test(text) ? NaN : Number(text.replace(/[Dd]/, 'E'));
}

/**
 * The numbers of a line that spaces are between. Fortran leaves none before a minus sign when a field is full:
 * `.1234E-02-.5678E-02` is two numbers. `0.12340.5678`, where nobody can tell the fields apart, is none.
 *
 * @returns null when there is something else on the line
 */
export function numbersIn(line: string): number[] | null {
  const numbers: number[] = [];
  let position = skip(GAP, line, 0);
  let isGlued = false;
  while (position < line.length) {
    NEXT.lastIndex = position;
    const [token] = NEXT.exec(line) ?? [];
    // What begins in the middle of digits is a number of its own only if it has a sign, and a point as its neighbour has.
    if (token === undefined || (isGlued && !(/^[+-]/.test(token) && token.includes('.')))) return null;
    numbers.push(toNumber(token));
    const end = position + token.length;
    position = skip(GAP, line, end);
    isGlued = position === end;
  }
  return numbers;
}

/** Where what a sticky pattern matches ends. */
function skip(pattern: RegExp, text: string, position: number): number {
  pattern.lastIndex = position;
  return pattern.test(text) ? pattern.lastIndex : position;
}

/** A format of Fortran, as headers give it: `(8F10.6)`, `(1P5E15.7)`, `Format: 10I8`. */
const FORMAT = /(?:\(|format\s{0,3}[:=]?\s{0,3}\(?)\s{0,3}(?:1P,?)?\d{0,3}\(?(?:1P)?[FEGDI](\d{1,2})(?!\d)/i;

/** How many characters each number has, where a text gives the format that they were written with; null: it gives none. */
export function fieldWidthIn(text: string): number | null {
  const [, width] = FORMAT.exec(text) ?? [];
  return Number(width) > 0 ? Number(width) : null;
}

/**
 * The numbers of a line whose fields are so wide, with or without spaces between: `1.234E-021.000E+00` is two of nine
 * characters.
 *
 * @param width characters of a field; null: not known, and only spaces and signs separate
 * @returns null when there is something else on the line, or when it can be read in two ways
 */
export function numbersOfLine(line: string, width: number | null): number[] | null {
  const apart = numbersIn(line);
  if (width === null) return apart;
  const fixed = numbersInFields(line.trimEnd(), width);
  if (apart === null || fixed === null) return apart ?? fixed;
  if (apart.length === fixed.length && apart.every((number, i) => number === fixed[i])) return apart;
  // Whole numbers that fill their fields look like one. Those with a point each are told apart by it.
  return line.split('.').length - 1 === apart.length ? apart : null;
}

function numbersInFields(line: string, width: number): number[] | null {
  const numbers: number[] = [];
  for (let begin = 0; begin < line.length; begin += width) {
    const [number, ...others] = numbersIn(line.slice(begin, begin + width)) ?? [];
    if (number === undefined || others.length > 0) return null;
    numbers.push(number);
  }
  return numbers;
}

/** Why a line could not be read, for errors. */
export function whyNoNumbers(line: string): string {
  const looked = line.slice(0, 1000);
  const areGlued = /^[\s\d.,;+\-EeDd]*$/.test(looked) && /\.[\d+\-EeDd]*\./.test(looked);
  return areGlued ? 'has numbers that run into each other' : 'has something else than numbers';
}
