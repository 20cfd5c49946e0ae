import { COSMOS } from './formats/cosmos';
import { CSMIP } from './formats/csmip';
import { ESM } from './formats/esm';
import { decodeFileText, excessOf, linesOf } from './formats/fileText';
import { GEONET } from './formats/geonet';
import { KNET } from './formats/knet';
import { PLAIN_TEXT } from './formats/plainText';
import { damaged, FORMATS } from './formats/recordFile';
import { readSac, SAC_TEXT } from './formats/sac';
import { SMC } from './formats/smc';
import { ACCELERATION_UNITS, inSi } from './accelerationUnit';
import { GroundMotionError, notAccelerations } from './readError';
import type { RecordContent } from './recordContent';
import { completeRecord, peakOf } from './recordContent';
import { MAX_ACCELERATION } from './recordLimits';

/** From the one that says most clearly what it is to the one that takes all that is left. */
const TEXT_FORMATS = [KNET, ESM, COSMOS, SMC, GEONET, CSMIP, SAC_TEXT, PLAIN_TEXT];

/**
 * Reads a file of records by what is in it, whatever it is called.
 *
 * @param file its name, for the records and for errors
 * @returns one record or, from a file with several channels, more; what it leaves open is to be asked
 * @throws GroundMotionError saying what is wrong, of a text on which line
 */
export function readRecordFile(file: string, bytes: Uint8Array): readonly RecordContent[] {
  const contents = withoutDeadChannels(contentsOf(file, bytes));
  for (const content of contents) judge(file, content);
  return contents;
}

function contentsOf(file: string, bytes: Uint8Array): readonly RecordContent[] {
  const sac = readSac(file, bytes);
  if (sac) return [sac];
  const decoded = decodeFileText(bytes);
  if (decoded === null) throw new GroundMotionError(file, 'it is no text, and no record', FORMATS);
  if (/^\s*$/.test(decoded)) throw new GroundMotionError(file, 'it is empty', FORMATS);
  const excess = excessOf(decoded);
  if (excess !== null) throw damaged(file, `it has ${excess}, and no record has`);
  const text = { file, lines: linesOf(decoded) };
  const format = TEXT_FORMATS.find(({ recognises }) => recognises(text)) ?? PLAIN_TEXT;
  return format.read(text);
}

/** Of several channels, one that recorded nothing is no reason to refuse the others. */
function withoutDeadChannels(contents: readonly RecordContent[]): readonly RecordContent[] {
  const alive = contents.filter(({ columns }) => columns.some(({ values }) => peakOf(values) > 0));
  return alive.length > 0 ? alive : contents;
}

/** What no answer can mend. */
function judge(file: string, content: RecordContent): void {
  for (const { values, unit } of content.columns) {
    const bad = values.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) throw damaged(file, `its value ${bad + 1} is not finite`);
    const peak = peakOf(values);
    if (ACCELERATION_UNITS.every((each) => inSi(peak, each) > MAX_ACCELERATION)) {
      throw damaged(file, `its largest value, ${peak}, is no acceleration of an earthquake in any unit`);
    }
    // What nothing else says, the ending does.
    if (unit !== null) continue;
    if (/\.(?:vt2|vel)$/i.test(file)) throw notAccelerations(file, 'velocity');
    if (/\.(?:dt2|dis|disp)$/i.test(file)) throw notAccelerations(file, 'displacement');
  }
  completeRecord(file, content, {});
}
