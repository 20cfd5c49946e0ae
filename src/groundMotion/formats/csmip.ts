import type { AccelerationUnit, OtherQuantity } from '../accelerationUnit';
import { unitIn } from '../accelerationUnit';
import { notAccelerations } from '../readError';
import type { RecordContent } from '../recordContent';
import { valuesFrom } from './fortranBlock';
import { NUMBER, toNumber } from './numbers';
import type { RecordFormat, RecordText } from './recordFile';
import { damaged, nameOf } from './recordFile';

/** The lines that say what the values below them are. */
const VOLUME_2 = new RegExp(
  `^\\s*(\\d+)\\s+points of (accel|veloc|displ)[a-z]* data equally spaced at\\s+(${NUMBER})\\s*sec(.*)$`,
  'i',
);
const VOLUME_1 = new RegExp(`^\\s*(\\d+)\\s+accelerogram points at\\s+(${NUMBER})\\s*pts/sec(.*)$`, 'i');
const CHANNEL = /\bChan(?:nel)?\s+(\d+)\s*:\s*(\S{1,20}(?: deg)?)/i;
const MAX_LENGTH = 200;

interface Block {
  /** Index of the line after the one that describes the values. */
  readonly begin: number;
  readonly samples: number;
  readonly dt: number;
  readonly quantity: 'acceleration' | OtherQuantity;
  readonly unit: AccelerationUnit | null;
  readonly channel: string;
}

/**
 * The files of CSMIP and CESMD, volumes 1 (uncorrected) and 2 (corrected): one or
 * more channels, each with accelerations, of volume 2 with velocities and displacements after them.
 *
 * Source: California Geological Survey, "Standard tape and file format for processed strong-motion data", report OSMS 85-03,
 * https://www.strongmotioncenter.org
 */
export const CSMIP: RecordFormat = {
  recognises: ({ lines }) => lines.some((line) => blockAt(line.slice(0, MAX_LENGTH)) !== null),
  read: (text) => {
    const blocks = blocksOf(text);
    const accelerations = blocks.filter(({ quantity }) => quantity === 'acceleration');
    const [other] = blocks;
    if (accelerations.length === 0 && other.quantity !== 'acceleration')
      throw notAccelerations(text.file, other.quantity);
    return accelerations.map((block) => contentOf(text, block, accelerations.length > 1));
  },
};

function contentOf(
  text: RecordText,
  { begin, samples, dt, unit, channel }: Block,
  isOneOfMany: boolean,
): RecordContent {
  if (!(dt > 0)) throw damaged(text.file, `line ${begin} gives no time step`);
  const values = valuesFrom(text, begin, samples);
  const name = nameOf(text.file);
  return {
    name: isOneOfMany ? `${name} ${channel}` : name,
    columns: [{ label: channel, place: null, values, unit }],
    dt,
  };
}

function blocksOf({ lines }: RecordText): Block[] {
  const blocks: Block[] = [];
  let channel = '';
  lines.forEach((whole, i) => {
    const line = whole.slice(0, MAX_LENGTH);
    const [, number, direction] = CHANNEL.exec(line) ?? [];
    if (number) channel = `Chan ${number} ${direction.trim()}`.trim();
    const block = blockAt(line);
    if (block) blocks.push({ ...block, begin: i + 1, channel: channel || `${blocks.length + 1}` });
  });
  return blocks;
}

function blockAt(line: string): Omit<Block, 'begin' | 'channel'> | null {
  const second = VOLUME_2.exec(line);
  if (second) {
    const [, samples, kind, step, rest] = second;
    const quantity = /accel/i.test(kind) ? 'acceleration' : /veloc/i.test(kind) ? 'velocity' : 'displacement';
    return { samples: Number(samples), dt: toNumber(step), quantity, unit: unitIn(withoutFormat(rest)) };
  }
  const first = VOLUME_1.exec(line);
  if (!first) return null;
  const [, samples, rate, rest] = first;
  return {
    samples: Number(samples),
    dt: 1 / toNumber(rate),
    quantity: 'acceleration',
    unit: unitIn(withoutFormat(rest)),
  };
}

/** `(8f10.6)` is how Fortran wrote the values, and no unit. */
function withoutFormat(text: string): string {
  return text.replace(/(?:format:?)?\s*\([^)]*\)/i, '').replace(/\.\s*$/, '');
}
