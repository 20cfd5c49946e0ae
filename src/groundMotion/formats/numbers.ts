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
