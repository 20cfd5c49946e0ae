import type { LogRecord } from './logRecord';
import { LOG_KEYS } from './logRecord';

/** Significant digits that Stable-Baselines3 shows of a value. */
const DIGITS = 3;
const LEAST_WIDTH = 9;

/** One iteration's values as Stable-Baselines3's console prints them: a box, a heading for each group of keys. */
export function formatLogTable({ values }: LogRecord): string {
  const rows: [string, string][] = [];
  let group = '';
  for (const key of LOG_KEYS) {
    const value = values[key];
    if (value === undefined) continue;
    const heading = key.slice(0, key.indexOf('/') + 1);
    if (heading !== group) rows.push([heading, '']);
    group = heading;
    rows.push([`   ${key.slice(heading.length)}`, formatLogNumber(value)]);
  }
  const width = (column: 0 | 1) => Math.max(...rows.map((row) => row[column].length));
  // Tables of the same keys are equally wide, whatever the values.
  const [keys, numbers] = [width(0), Math.max(LEAST_WIDTH, width(1))];
  const rule = '-'.repeat(keys + numbers + 7);
  const lines = rows.map(([key, number]) => `| ${key.padEnd(keys)} | ${number.padEnd(numbers)} |`);
  return [rule, ...lines, rule].join('\n');
}

/** As C's `%.3g`; whole numbers in full. */
export function formatLogNumber(value: number): string {
  if (Number.isSafeInteger(value) || !Number.isFinite(value)) return String(value);
  const [mantissa, exponent] = value.toExponential(DIGITS - 1).split('e');
  const power = Number(exponent);
  if (power < -4 || power >= DIGITS) {
    const digits = String(Math.abs(power)).padStart(2, '0');
    return `${Number(mantissa)}e${power < 0 ? '-' : '+'}${digits}`;
  }
  return String(Number(value.toPrecision(DIGITS)));
}
