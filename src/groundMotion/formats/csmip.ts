import type { AccelerationUnit, OtherQuantity } from '../accelerationUnit';
import { unitIn } from '../accelerationUnit';
import { notAccelerations } from '../readError';
import type { RecordContent } from '../recordContent';
import { pairsAt, readPairs } from './csmipPairs';
import { valuesFrom } from './fortranBlock';
import { fieldWidthIn, NUMBER, toNumber } from './numbers';
import type { RecordFormat, RecordText } from './recordFile';
import { collectRecords, damaged, holdsSpectra, nameOf } from './recordFile';

/** The lines that say what the values below them are. */
const VOLUME_2 = new RegExp(
  `^\\s*(\\d+)\\s+points of (accel|veloc|displ)[a-z]* data equally spaced at\\s+(${NUMBER})\\s*sec(.*)$`,
  'i',
);
const VOLUME_1 = new RegExp(`^\\s*(\\d+)\\s+accelerogram points at\\s+(${NUMBER})\\s*pts/sec(.*)$`, 'i');
const CHANNEL = /\bChan(?:nel)?\s+(\d+)\s*:\s*(\S{1,20}(?: deg)?)/i;
const SPECTRA = /^\s{0,9}response and fourier amplitude spectra/i;
const MAX_LENGTH = 200;

interface Block {
  readonly quantity: 'acceleration' | OtherQuantity;
  readonly unit: AccelerationUnit | null;
  readonly channel: string;
  /** @throws GroundMotionError */
  readonly read: () => { readonly dt: number; readonly values: Float64Array };
}

/**
 * The files of CSMIP and CESMD, volumes 1 (uncorrected) and 2 (corrected): one or more channels, each with accelerations, of
 * volume 2 with velocities and displacements after them. The older volume 1 has pairs of time and acceleration.
 *
 * Source: California Geological Survey, "Standard tape and file format for processed strong-motion data", report OSMS 85-03,
 * https://www.strongmotioncenter.org
 */
export const CSMIP: RecordFormat = {
  recognises: ({ lines }) => isSpectra(lines) || lines.some((_, i) => isBlock(lines, i)),
  read: (text) => {
    if (isSpectra(text.lines)) throw holdsSpectra(text.file);
    const blocks = blocksOf(text);
    const accelerations = blocks.filter(({ quantity }) => quantity === 'acceleration');
    const [other] = blocks;
    if (accelerations.length === 0 && other.quantity !== 'acceleration')
      throw notAccelerations(text.file, other.quantity);
    return collectRecords(text.file, contentsOf(text, accelerations));
  },
};

function* contentsOf(text: RecordText, blocks: readonly Block[]): Generator<RecordContent> {
  for (const block of blocks) yield contentOf(text, block, blocks.length > 1);
}

function contentOf(text: RecordText, { read, unit, channel }: Block, isOneOfMany: boolean): RecordContent {
  const { dt, values } = read();
  const name = nameOf(text.file);
  return {
    name: isOneOfMany ? `${name} ${channel}` : name,
    columns: [{ label: channel, place: null, values, unit }],
    dt,
  };
}

function blocksOf(text: RecordText): Block[] {
  const blocks: Block[] = [];
  let channel = '';
  text.lines.forEach((whole, i) => {
    const [, number, direction] = CHANNEL.exec(whole.slice(0, MAX_LENGTH)) ?? [];
    if (number) channel = `Chan ${number} ${direction.trim()}`.trim();
    const block = blockAt(text, i);
    if (block) blocks.push({ ...block, channel: channel || `${blocks.length + 1}` });
  });
  return blocks;
}

/** Volume 3. */
function isSpectra(lines: readonly string[]): boolean {
  return SPECTRA.test(lines[0].slice(0, MAX_LENGTH));
}

function isBlock(lines: readonly string[], index: number): boolean {
  const line = lines[index].slice(0, MAX_LENGTH);
  return VOLUME_2.test(line) || VOLUME_1.test(line) || pairsAt(lines, index) !== null;
}

function blockAt(text: RecordText, index: number): Omit<Block, 'channel'> | null {
  const line = text.lines[index].slice(0, MAX_LENGTH);
  const second = VOLUME_2.exec(line);
  if (second) {
    const [, samples, kind, step, rest] = second;
    const quantity = /accel/i.test(kind) ? 'acceleration' : /veloc/i.test(kind) ? 'velocity' : 'displacement';
    return { quantity, ...evenBlock(text, index, { samples, dt: toNumber(step), rest }) };
  }
  const first = VOLUME_1.exec(line);
  if (first) {
    const [, samples, rate, rest] = first;
    return { quantity: 'acceleration', ...evenBlock(text, index, { samples, dt: 1 / toNumber(rate), rest }) };
  }
  const pairs = pairsAt(text.lines, index);
  return pairs && { quantity: 'acceleration', unit: pairs.unit, read: () => readPairs(text, pairs) };
}

/** The values below the line that announces them, which may end with how Fortran wrote them. */
function evenBlock(
  text: RecordText,
  index: number,
  { samples, dt, rest }: { readonly samples: string; readonly dt: number; readonly rest: string },
): Pick<Block, 'unit' | 'read'> {
  return {
    unit: unitIn(withoutFormat(rest)),
    read: () => {
      if (!(dt > 0)) throw damaged(text.file, `line ${index + 1} gives no time step`);
      return { dt, values: valuesFrom(text, index + 1, Number(samples), { width: fieldWidthIn(rest) }) };
    },
  };
}

/** `(8f10.6)` is how Fortran wrote the values, and no unit; `(UNITS: G)` is one. */
function withoutFormat(text: string): string {
  return text.replace(/(?:format:?)?\s*\(\d[^)]*\)/i, '').replace(/\.\s*$/, '');
}
