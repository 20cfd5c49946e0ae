import { quantityIn, unitIn } from '../accelerationUnit';
import { notAccelerations } from '../readError';
import { MAX_SAMPLES } from '../recordLimits';
import { valuesFrom } from './fortranBlock';
import { toNumber } from './numbers';
import type { RecordFormat, RecordText } from './recordFile';
import { damaged, holdsSpectra, nameOf } from './recordFile';

const FIELD = /^([A-Z][A-Z0-9_/^ ]*):(.*)$/;
const MAX_HEADER = 120;
const MAX_LENGTH = 1000;

/** The fields of the header, and where it ends. */
function headerOf(lines: readonly string[]): { fields: ReadonlyMap<string, string>; end: number } {
  const fields = new Map<string, string>();
  let end = 0;
  for (; end < Math.min(lines.length, MAX_HEADER); end++) {
    const match = FIELD.exec(lines[end].slice(0, MAX_LENGTH));
    if (!match) break;
    fields.set(match[1].trim(), match[2].trim());
  }
  return { fields, end };
}

/**
 * The ASCII files of ESM, ITACA and AFAD: lines of `KEY: value`, then one value a line.
 *
 * Source: ESM working group, "DYNA 1.2 format", https://esm-db.eu/#/data_and_services/dyna_convert
 */
export const ESM: RecordFormat = {
  recognises: ({ lines }) => {
    const { fields } = headerOf(lines);
    return fields.has('SAMPLING_INTERVAL_S') && (fields.has('UNITS') || fields.has('DATA_TYPE'));
  },
  read: (text: RecordText) => {
    const { file, lines } = text;
    const { fields, end } = headerOf(lines);
    const field = (name: string) => fields.get(name) ?? '';
    const type = field('DATA_TYPE');
    if (/SPECTR/i.test(type)) throw holdsSpectra(file);
    const units = field('UNITS');
    const unit = unitIn(units);
    const quantity =
      quantityIn(type) ?? (/^cm\/s$/i.test(units) ? 'velocity' : /^cm$/i.test(units) ? 'displacement' : null);
    if (quantity === 'velocity' || quantity === 'displacement') throw notAccelerations(file, quantity);
    const dt = toNumber(field('SAMPLING_INTERVAL_S'));
    if (!(dt > 0)) throw damaged(file, `its SAMPLING_INTERVAL_S is "${field('SAMPLING_INTERVAL_S')}"`);
    const announced = field('NDATA');
    const values =
      announced === ''
        ? valuesFrom(text, end, MAX_SAMPLES, { end: 'all' })
        : valuesFrom(text, end, Number(announced));
    return [{ name: nameOf(file), columns: [{ label: '', place: null, values, unit }], dt }];
  },
};
