import { MAX_SAMPLES } from '../recordLimits';
import { valuesFrom } from './fortranBlock';
import { NUMBER, toNumber } from './numbers';
import type { RecordFormat } from './recordFile';
import { damaged, nameOf } from './recordFile';

const RATE = new RegExp(`^Sampling Freq\\(Hz\\)\\s*(${NUMBER})`, 'i');
const SCALE = new RegExp(`^Scale Factor\\s*(${NUMBER})\\s*\\(gal\\)\\s*/\\s*(${NUMBER})`, 'i');
const MEMO = /^Memo/i;
const HEADER_LINES = 17;
const MAX_LENGTH = 200;

/**
 * K-NET and KiK-net ASCII: 17 lines of `key value`, then whole numbers of the recorder, which the scale factor makes gal. The
 * recorder's offset is in them: their mean is taken off, as NIED does for the peak in the header.
 *
 * Source: NIED, "K-NET ASCII format", https://www.kyoshin.bosai.go.jp/kyoshin/man/knetform_en.html
 */
export const KNET: RecordFormat = {
  recognises: ({ lines }) =>
    /^Origin Time\b/i.test(lines[0]) && lines.slice(0, HEADER_LINES).some((line) => MEMO.test(line)),
  read: ({ file, lines }) => {
    const header = lines.slice(0, HEADER_LINES).map((line) => line.slice(0, MAX_LENGTH));
    const [, rate] = header.map((line) => RATE.exec(line)).find((match) => match) ?? [];
    const [, gal, counts] = header.map((line) => SCALE.exec(line)).find((match) => match) ?? [];
    if (!rate || !(toNumber(rate) > 0)) throw damaged(file, 'its header has no sampling frequency');
    if (!counts || !(toNumber(counts) > 0)) throw damaged(file, 'its header has no scale factor');
    const begin = header.findIndex((line) => MEMO.test(line)) + 1;
    const values = valuesFrom({ file, lines }, begin, MAX_SAMPLES, { end: 'all' });
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const scaled = values.map((value) => ((value - mean) * toNumber(gal)) / toNumber(counts));
    const columns = [{ label: '', place: null, values: scaled, unit: 'cm/s2' as const }];
    return [{ name: nameOf(file), columns, dt: 1 / toNumber(rate) }];
  },
};
