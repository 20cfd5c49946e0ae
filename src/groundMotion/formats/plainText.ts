import { notAccelerations } from '../readError';
import type { RecordContent } from '../recordContent';
import { MAX_SAMPLES } from '../recordLimits';
import type { HeaderFacts } from './headerFacts';
import { headerFacts } from './headerFacts';
import type { NumericBlock } from './numericBlock';
import { readNumericBlock } from './numericBlock';
import type { RecordFormat } from './recordFile';
import { damaged, nameOf, tooLong } from './recordFile';
import { hasTimes, readTable } from './table';

/** Numbers of a line from which on it is taken for a part of one long row. */
const WIDE = 5;

/** The counts that OpenSees' scripts and others write as the first numbers: how many values, and their step in seconds. */
interface Counts {
  readonly samples: number | null;
  readonly dt: number | null;
  /** Numbers that are counts and not values. */
  readonly skipped: number;
}

/**
 * Any other text: PEER's AT2 with four to seven lines of header, in which NPTS and DT may be on any; OpenSees' and the SAC
 * project's values row by row; columns of numbers, with or without names.
 *
 * Source of AT2: PEER Strong Ground Motion Databases, https://ngawest2.berkeley.edu, whose files say on lines 3 and 4
 * what the values and their step are; the others have none.
 */
export const PLAIN_TEXT: RecordFormat = {
  recognises: () => true,
  read: (text) => {
    const block = readNumericBlock(text);
    const facts = headerFacts(block.header);
    if (facts.samples !== null && !(facts.samples >= 2 && facts.samples <= MAX_SAMPLES)) {
      throw damaged(text.file, `it announces ${facts.samples} values`);
    }
    if (facts.dt !== null && !(facts.dt > 0)) throw damaged(text.file, `its time step is ${facts.dt} s`);
    return [
      isTable(text.file, block, facts)
        ? readTable(text.file, block, facts)
        : readRows(text.file, block, facts),
    ];
  },
};

function isTable(file: string, block: NumericBlock, { samples }: HeaderFacts): boolean {
  const { numbers, lengths } = block;
  const width = lengths[0];
  const isEven = lengths.every((length) => length === width);
  if (width < 2 || countsOf(block).skipped > 0) return false;
  if (samples !== null) return isEven && lengths.length === samples && numbers.length !== samples;
  const isFull = lengths.every((length, i) => length === width || i === lengths.length - 1);
  if (!isFull && width < WIDE && lengths.length > 2) {
    const odd = lengths.findIndex((length) => length !== width);
    throw damaged(file, `line ${block.lines[odd]} has ${lengths[odd]} numbers, where others have ${width}`);
  }
  return isEven && (width < WIDE || hasTimes(block));
}

/** The values of a text that has them row by row. */
function readRows(file: string, block: NumericBlock, facts: HeaderFacts): RecordContent {
  const { quantity, unit } = facts;
  if (quantity === 'velocity' || quantity === 'displacement') throw notAccelerations(file, quantity);
  const counts = countsOf(block);
  const samples = facts.samples ?? counts.samples;
  const present = block.numbers.length - counts.skipped;
  const width = block.lengths.reduce((most, length) => Math.max(most, length), 0);
  if (present < 2) throw damaged(file, 'it has fewer than two samples');
  if (present > MAX_SAMPLES) throw tooLong(file);
  // The last row may be filled up.
  if (samples !== null && (present < samples || present >= samples + Math.max(width, 2))) {
    throw damaged(file, `it announces ${samples} values and has ${present}`);
  }
  const values = Float64Array.from(
    block.numbers.slice(counts.skipped, counts.skipped + (samples ?? present)),
  );
  return {
    name: nameOf(file),
    columns: [{ label: '', place: null, values, unit }],
    dt: facts.dt ?? counts.dt,
  };
}

function countsOf({ numbers, lengths }: NumericBlock): Counts {
  const none = { samples: null, dt: null, skipped: 0 };
  const [first, second] = numbers;
  const areOnOneLine = lengths[0] === 2 && lengths.slice(1).some((length) => length !== 2);
  const areOnTwo = lengths[0] === 1 && lengths[1] === 1;
  if (!(areOnOneLine || areOnTwo) || numbers.length < 4) return none;
  const isCount = Number.isInteger(first) && first === numbers.length - 2;
  return isCount && second >= 1e-4 && second < 1 ? { samples: first, dt: second, skipped: 2 } : none;
}
