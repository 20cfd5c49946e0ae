import type { AccelerationUnit } from '../accelerationUnit';
import { quantityIn, unitIn } from '../accelerationUnit';
import { GroundMotionError, notAccelerations } from '../readError';
import type { RecordContent } from '../recordContent';
import { valuesFrom } from './fortranBlock';
import { fieldWidthIn } from './numbers';
import type { RecordFormat, RecordText } from './recordFile';
import { collectRecords, damaged, nameOf } from './recordFile';

const FIRST_LINE = /\(Format v\d+\.\d+ with \d+ text lines\)/i;
const REALS = /^\s*(\d+)\s+real-header values follow/i;
const DATA =
  /^\s*(\d+)\s+((?:raw\s{1,9})?\w+\.?)\s+(?:pts|points|counts)\b.*units\s*=\s*([^,(]*)(?:\((\d+)\))?/i;
const CHANNEL = /^Sta Cha:\s*(\d+):\s*(\S{1,20}(?: deg)?)/i;
const MAX_LENGTH = 200;

/** Place among the real values of the interval between samples, ms. */
const STEP = 61;
/** Units by their number in the format's table 2. */
const UNITS: Readonly<Record<string, AccelerationUnit | undefined>> = {
  2: 'g',
  4: 'cm/s2',
  7: 'in/s2',
  10: 'cm/s2',
  11: 'mg',
};

/**
 * COSMOS V1 and V2, format 1.20: text, whole and real header values, comments, then the values; one or more channels.
 *
 * Source: COSMOS Strong Motion Programs Board, "Strong Motion Data Format", version 1.20 (2001),
 * https://www.strongmotioncenter.org/vdc/cosmos_format_1_20.pdf
 */
export const COSMOS: RecordFormat = {
  recognises: ({ lines }) => FIRST_LINE.test(lines[0].slice(0, MAX_LENGTH)),
  read: (text) => {
    const contents = collectRecords(text.file, channelsOf(text));
    if (contents.length === 0) throw damaged(text.file, 'it has no line that announces its values');
    if (contents.length === 1) return contents;
    return contents.map((content) => ({ ...content, name: `${content.name} ${content.columns[0].label}` }));
  },
};

function* channelsOf(text: RecordText): Generator<RecordContent> {
  let [dt, channel]: [number | null, string] = [null, ''];
  for (const [i, whole] of text.lines.entries()) {
    const line = whole.slice(0, MAX_LENGTH);
    const [, number, direction] = CHANNEL.exec(line) ?? [];
    if (number) channel = `Chan ${number} ${direction.trim()}`.trim();
    const [, reals] = REALS.exec(line) ?? [];
    if (reals) dt = valuesFrom(text, i + 1, Number(reals), { width: fieldWidthIn(line) })[STEP] / 1000;
    const data = DATA.exec(line);
    if (data) yield contentOf(text, i, data, { dt, channel });
  }
}

function contentOf(
  text: RecordText,
  line: number,
  [, samples, kind, unitText, unitNumber = '']: readonly string[],
  { dt, channel }: { readonly dt: number | null; readonly channel: string },
): RecordContent {
  const quantity = quantityIn(kind);
  if (quantity === 'velocity' || quantity === 'displacement') throw notAccelerations(text.file, quantity);
  const unit = UNITS[String(Number(unitNumber))] ?? unitIn(unitText);
  if (/count/i.test(unitText) || Number(unitNumber) === 50) {
    const remedy = 'Choose the file of volume 1 or 2 of the same record.';
    throw new GroundMotionError(text.file, 'it holds counts of the recorder, not accelerations', remedy);
  }
  if (dt === null || !(dt > 0)) throw damaged(text.file, 'its header gives no interval between samples');
  const values = valuesFrom(text, line + 1, Number(samples), {
    width: fieldWidthIn(text.lines[line].slice(0, MAX_LENGTH)),
  });
  return { name: nameOf(text.file), columns: [{ label: channel, place: null, values, unit }], dt };
}
