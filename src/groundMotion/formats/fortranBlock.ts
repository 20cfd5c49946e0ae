import { MAX_SAMPLES } from '../recordLimits';
import { numbersIn } from './numbers';
import type { RecordText } from './recordFile';
import { damaged, tooLong } from './recordFile';

/**
 * The values that begin on a line, row by row.
 *
 * @param begin index of the first line
 * @param count values that there are
 * @param end `count`: what follows them is not looked at; `all`: they reach to the end of the file, and there may be fewer
 * @throws GroundMotionError when there are too few, too many, or something else among them
 */
export function valuesFrom(
  { file, lines }: RecordText,
  begin: number,
  count: number,
  end: 'count' | 'all' = 'count',
): Float64Array<ArrayBuffer> {
  if (!(count >= 2)) throw damaged(file, `it announces ${count} values`);
  if (count > MAX_SAMPLES) throw tooLong(file);
  const values: number[] = [];
  for (let i = begin; i < lines.length && (end === 'all' || values.length < count); i++) {
    const numbers = numbersIn(lines[i]);
    if (numbers === null) throw damaged(file, `line ${i + 1} has something else than numbers`);
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
