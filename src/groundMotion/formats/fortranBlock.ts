import { MAX_SAMPLES } from '../recordLimits';
import { numbersOfLine } from './numbers';
import type { RecordText } from './recordFile';
import { damaged, tooLong, unreadableLine } from './recordFile';

export interface BlockOptions {
  /** `count`: what follows them is not looked at; `all`: they reach to the end of the file, and there may be fewer. */
  readonly end?: 'count' | 'all';
  /** Numbers of one sample, of which there may be `MAX_SAMPLES`. */
  readonly perSample?: number;
  /** Characters that each value has, where the format says; null: it does not. */
  readonly width?: number | null;
}

/**
 * The values that begin on a line, row by row.
 *
 * @param begin index of the first line
 * @param count values that there are
 * @throws GroundMotionError when there are too few, too many, or something else among them
 */
export function valuesFrom(
  { file, lines }: RecordText,
  begin: number,
  count: number,
  { end = 'count', perSample = 1, width = null }: BlockOptions = {},
): Float64Array<ArrayBuffer> {
  if (!(count >= 2)) throw damaged(file, `it announces ${count} values`);
  if (count > perSample * MAX_SAMPLES) throw tooLong(file);
  const values: number[] = [];
  for (let i = begin; i < lines.length && (end === 'all' || values.length < count); i++) {
    const numbers = numbersOfLine(lines[i], width);
    if (numbers === null) throw unreadableLine(file, i + 1, lines[i]);
    for (const number of numbers) values.push(number);
    if (end === 'all' && values.length > count) {
      throw tooLong(file);
    }
  }
  if (end === 'all') {
    if (values.length < 2) throw damaged(file, 'it has fewer than two samples');
    return Float64Array.from(values);
  }
  if (values.length < count) throw damaged(file, `it announces ${count} values and has ${values.length}`);
  return Float64Array.from(values.slice(0, count));
}
