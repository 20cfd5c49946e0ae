import { notAccelerations } from '../readError';
import { valuesFrom } from './fortranBlock';
import type { RecordFormat } from './recordFile';
import { damaged, nameOf, unevenlySpaced } from './recordFile';

const FIRST_LINE =
  /^\s*[0-4] (UNKNOWN|UNCORRECTED ACCELEROGRAM|CORRECTED ACCELEROGRAM|VELOCITY|DISPLACEMENT)\s*$/i;
const TEXT_LINES = 11;
/** Values are written as 8E10.4. Source: as `SMC`. */
const WIDTH = 10;
const WHOLE_LINES = 6;
const REAL_LINES = 10;
/** Places among the 48 whole and 50 real header values. */
const COMMENTS = 15;
const SAMPLES = 16;
const RATE = 1;
/** What stands for a real value that is not known is larger. */
const UNKNOWN = 1e38;

/**
 * SMC, the format of the U.S. Geological Survey: 11 lines of text, 6 of whole and 10 of real numbers, comments, then cm/s2.
 *
 * Source: U.S. Geological Survey, "SMC-format data files", https://escweb.wr.usgs.gov/nsmp-data/smcfmt.html; C. Converse and
 * A. G. Brady, BAP, Open-File Report 92-296A (1992)
 */
export const SMC: RecordFormat = {
  recognises: ({ lines }) => FIRST_LINE.test(lines[0].slice(0, 100)) && /^\*/.test(lines[1] ?? ''),
  read: (text) => {
    const [, kind] = FIRST_LINE.exec(text.lines[0]) ?? [];
    if (/velocity/i.test(kind)) throw notAccelerations(text.file, 'velocity');
    if (/displacement/i.test(kind)) throw notAccelerations(text.file, 'displacement');
    const whole = valuesFrom(text, TEXT_LINES, 8 * WHOLE_LINES);
    const real = valuesFrom(text, TEXT_LINES + WHOLE_LINES, 5 * REAL_LINES);
    const begin = TEXT_LINES + WHOLE_LINES + REAL_LINES + whole[COMMENTS];
    if (!(whole[COMMENTS] >= 0))
      throw damaged(text.file, 'its header does not say how many lines of comments it has');
    // A film: its values are pairs of time and acceleration.
    if (real[RATE] > UNKNOWN) throw unevenlySpaced(text.file);
    if (!(real[RATE] > 0 && real[RATE] < 1e5)) throw damaged(text.file, 'its header has no sampling rate');
    const values = valuesFrom(text, begin, whole[SAMPLES], { width: WIDTH });
    // Programs that convert to SMC leave open what the values are: then a person is asked.
    const unit = /unknown/i.test(kind) ? null : ('cm/s2' as const);
    return [
      { name: nameOf(text.file), columns: [{ label: '', place: null, values, unit }], dt: 1 / real[RATE] },
    ];
  },
};
