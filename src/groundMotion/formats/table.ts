import type { AccelerationUnit, OtherQuantity } from '../accelerationUnit';
import { quantityIn, unitIn } from '../accelerationUnit';
import { GroundMotionError, notAccelerations } from '../readError';
import type { RecordColumn, RecordContent } from '../recordContent';
import { MAX_SAMPLES } from '../recordLimits';
import type { HeaderFacts } from './headerFacts';
import type { NumericBlock } from './numericBlock';
import { nameOf, tooLong } from './recordFile';
import { timeStep } from './timeStep';

/** Columns of numbers, of which one may be times. */
interface Heading {
  readonly label: string;
  readonly kind: 'time' | 'acceleration' | OtherQuantity | null;
  readonly unit: AccelerationUnit | null;
  /** What a time is multiplied with to be seconds. */
  readonly factor: number;
}

const TIME = /^(?:[\W_]*)(?:time|zeit|temps|tiempo|tempo|zaman|t|sec(?:onds?)?|s)(?![a-z])/i;
const MILLISECONDS = /(?<![a-z])m(?:illi)?s(?:ec(?:onds?)?)?(?![a-z\d])/i;
const REMEDY =
  'A table has one line for each sample, evenly spaced in time; names of its columns with their units, such as "time_s,acceleration_ms2", may stand above.';

/**
 * Reads columns of numbers: times and accelerations, or several components, with names of the columns above them in any
 * usual wording. A first column of evenly growing numbers is the times, unless it only counts the rows.
 *
 * @throws GroundMotionError naming the line: a time that is out of place; only velocities or displacements
 */
export function readTable(file: string, block: NumericBlock, facts: HeaderFacts): RecordContent {
  const rows = block.lengths.length;
  const width = block.lengths[0];
  if (rows < 2) throw new GroundMotionError(file, 'it has fewer than two samples', REMEDY);
  if (rows > MAX_SAMPLES) throw tooLong(file);
  const headings = headingsOf(block);
  const timeColumn = timeColumnOf(block, headings);
  const dt = timeColumn < 0 ? facts.dt : stepOf(file, block, timeColumn, headings?.[timeColumn].factor ?? 1);
  if (timeColumn >= 0 && facts.dt !== null && dt !== null && Math.abs(facts.dt - dt) > 0.01 * dt) {
    throw new GroundMotionError(
      file,
      `its header says a step of ${facts.dt} s, its times ${seconds(dt)}`,
      REMEDY,
    );
  }
  const isIndex = timeColumn < 0 && isCounting(block) && width > 1;
  const others = Array.from({ length: width }, (_, i) => i).filter(
    (i) => i !== timeColumn && !(isIndex && i === 0),
  );
  const columns = chosenOf(file, others, headings, facts).map((i) =>
    columnOf(block, i, headings?.[i], facts),
  );
  if (timeColumn >= 0 || isIndex || headings !== null) return { name: nameOf(file), columns, dt };
  // Without times or names, the numbers may as well be read row by row.
  const values = Float64Array.from(block.numbers);
  return {
    name: nameOf(file),
    columns: [...columns, { label: '', place: null, values, unit: facts.unit }],
    dt,
  };
}

/** Whether a column of the block is of times: by its name, or by growing evenly. */
export function hasTimes(block: NumericBlock): boolean {
  const headings = headingsOf(block);
  return (
    block.lengths.length > 1 &&
    (headings?.some(({ kind }) => kind === 'time') || timeColumnOf(block, headings) >= 0)
  );
}

/** Those that are accelerations by their names, else those that are nothing else. */
function chosenOf(
  file: string,
  candidates: readonly number[],
  headings: readonly Heading[] | null,
  { quantity }: HeaderFacts,
): readonly number[] {
  if (!headings) {
    if (quantity === 'velocity' || quantity === 'displacement') throw notAccelerations(file, quantity);
    return candidates;
  }
  const of = (...kinds: Heading['kind'][]) => candidates.filter((i) => kinds.includes(headings[i].kind));
  const accelerations = of('acceleration');
  if (accelerations.length > 0) return accelerations;
  const unnamed = of(null);
  if (unnamed.length > 0) return unnamed;
  const [other] = candidates.map((i) => headings[i].kind);
  if (other === 'velocity' || other === 'displacement') throw notAccelerations(file, other);
  throw new GroundMotionError(file, 'it has no column of accelerations', REMEDY);
}

function columnOf(
  block: NumericBlock,
  index: number,
  heading: Heading | undefined,
  facts: HeaderFacts,
): RecordColumn {
  const width = block.lengths[0];
  const values = Float64Array.from(block.lengths, (_, row) => block.numbers[row * width + index]);
  return { label: heading?.label ?? '', place: index + 1, values, unit: heading?.unit ?? facts.unit };
}

function timeColumnOf(block: NumericBlock, headings: readonly Heading[] | null): number {
  const named = headings?.findIndex(({ kind }) => kind === 'time') ?? -1;
  if (named >= 0) return named;
  if (headings && headings[0].kind !== null) return -1;
  return block.lengths[0] > 1 && !isCounting(block) && looksLikeTimes(block) ? 0 : -1;
}

/** Growing, and mostly by the same: a table with a gap is still one, which is then named. */
function looksLikeTimes(block: NumericBlock): boolean {
  const times = timesOf(block, 0, 1);
  const quantum = quantumOf(block);
  if (times.length < 2) return false;
  const steps = times.subarray(1).map((time, i) => time - times[i]);
  const usual = steps.slice().sort()[steps.length >> 1];
  const isUsual = (step: number) =>
    step > 0 && Math.abs(step - usual) <= Math.max(1.001 * quantum, 0.01 * usual);
  return times[times.length - 1] > times[0] && steps.filter(isUsual).length >= 0.9 * steps.length;
}

function isCounting(block: NumericBlock): boolean {
  const width = block.lengths[0];
  return (
    block.decimals === 0 &&
    block.lengths.every((_, row) => block.numbers[row * width] - block.numbers[0] === row)
  );
}

/** One unit of the last digit that times are printed with. */
function quantumOf({ decimals }: NumericBlock): number {
  return Number(`1e-${decimals}`);
}

function timesOf(
  { lengths, numbers }: NumericBlock,
  column: number,
  factor: number,
): Float64Array<ArrayBuffer> {
  return Float64Array.from(lengths, (length, row) => numbers[row * length + column] * factor);
}

function stepOf(file: string, block: NumericBlock, column: number, factor: number): number {
  const quantum = column === 0 ? quantumOf(block) * factor : 0;
  const found = timeStep(timesOf(block, column, factor), quantum);
  if ('dt' in found) return found.dt;
  const { sample, step, usual } = found;
  const line = block.lines[sample];
  if (!(step > 0))
    throw new GroundMotionError(file, `line ${line}: its time does not come after the one before`, REMEDY);
  const what = `line ${line} comes ${seconds(step)} after the one before, where others come ${seconds(usual)}`;
  throw new GroundMotionError(file, what, REMEDY);
}

/** Names of the columns, from the last lines above the numbers that have one for each; null: there are none. */
function headingsOf({ header, separator, lengths: [width] }: NumericBlock): readonly Heading[] | null {
  const above = header
    .filter((line) => line.trim() !== '')
    .slice(-2)
    .map((line) => line.slice(0, 1000));
  const rows = above.map((line) => cellsOf(line, separator, width)).filter((cells) => cells.length === width);
  const last = above.length > 0 ? cellsOf(above[above.length - 1], separator, width) : [];
  if (last.length !== width || !last.some((cell) => /[a-z]/i.test(cell))) return null;
  const cells = last.map((_, i) => rows.map((row) => row[i]).join(' '));
  const headings = cells.map(headingOf);
  const isNamed = headings.some(({ kind, unit }) => kind !== null || unit !== null);
  // A title of as many words as there are columns names none of them.
  return isNamed || separator !== ' ' ? headings : null;
}

function headingOf(cell: string): Heading {
  const label = cell.replace(/^["'#%\s]+|["'\s]+$/g, '');
  const spaced = label.replaceAll('_', ' ');
  const quantity = quantityIn(spaced);
  const isTime = quantity === null && TIME.test(label);
  const unit = unitIn(label);
  const kind = isTime ? 'time' : (quantity ?? (unit !== null ? 'acceleration' : null));
  return { label, kind, unit, factor: isTime && MILLISECONDS.test(spaced) ? 1 / 1000 : 1 };
}

/** The cells of a line of names; with spaces between, a unit in brackets belongs to the word before it. */
function cellsOf(line: string, separator: NumericBlock['separator'], width: number): string[] {
  const plain = line.replace(/^\s*(?:#|%|\/\/|!)+\s*/, '').trim();
  if (separator !== ' ' && plain.includes(separator))
    return plain.split(separator).map((cell) => cell.trim());
  const wide = plain.split(/\s{2,}|\t|[,;]\s*/);
  if (wide.length === width) return wide;
  return plain.match(/[^\s([]+(?:\s?[([][^)\]]{0,40}[)\]])?/g) ?? [];
}

/** Without the last digits that subtracting two decimals leaves. */
function seconds(value: number): string {
  return `${Number(value.toPrecision(6))} s`;
}
