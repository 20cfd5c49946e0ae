import { unitIn } from '../accelerationUnit';
import type { RecordContent } from '../recordContent';
import { valuesFrom } from './fortranBlock';
import { NUMBER, toNumber } from './numbers';
import type { RecordFormat, RecordText } from './recordFile';
import { collectRecords, damaged, nameOf } from './recordFile';

const FIRST_LINE =
  /^\s{0,9}(un)?corrected accelerogram\b.{0,60}\b(?:GNS Science|Geological (?:and|&) Nuclear|GeoNet)/i;
const MAX_LENGTH = 200;

/** A channel: 16 lines of text, 10 lines of 10 header values, then accelerations, of volume 2 velocities and displacements. */
const TEXT_LINES = 16;
const HEADER_LINES = 10;
const PER_LINE = 10;
/** Every number is written as F8. */
const WIDTH = 8;

/** Places among the text: the line of the step, that of the component, that of the accelerations' peak and unit. */
const LINES = { step: 10, component: 12, peak: 13 };
const COMPONENT = /^\s{0,9}component\s{1,9}(\S{1,20})/i;
const SCALE = new RegExp(`in units of\\s{1,9}(${NUMBER})\\s`, 'i');
/** Places among the header values: how many accelerations, velocities and displacements, and the steps, s. */
const PLACES = { accelerations: 33, velocities: 34, displacements: 35, rawStep: 64, step: 65 };

/**
 * The files of GeoNet, New Zealand, volumes 1 (uncorrected, .V1A) and 2 (corrected, .V2A): mm/s2, mostly three channels.
 *
 * Source: GNS Science, "GNS accelerogram data file format" (2012), https://www.geonet.org.nz/data/supplementary/strong_motion_file_formats
 */
export const GEONET: RecordFormat = {
  recognises: ({ lines }) => FIRST_LINE.test(lines[0].slice(0, MAX_LENGTH)),
  read: (text) => {
    const channels = collectRecords(text.file, channelsOf(text));
    if (channels.length === 1) return channels;
    return channels.map((content) => ({ ...content, name: `${content.name} ${content.columns[0].label}` }));
  },
};

function* channelsOf(text: RecordText): Generator<RecordContent> {
  for (let begin: number | null = 0; begin !== null;) {
    const { content, end } = readChannel(text, begin);
    yield content;
    begin = nextChannel(text.lines, end);
  }
}

/** @returns what the channel is, and the index of the line behind it */
function readChannel(text: RecordText, begin: number): { content: RecordContent; end: number } {
  const { file, lines } = text;
  const line = (place: number) => (lines[begin + place] ?? '').slice(0, MAX_LENGTH);
  const isRaw = FIRST_LINE.exec(line(0))?.[1] !== undefined;
  const header = valuesFrom(text, begin + TEXT_LINES, PER_LINE * HEADER_LINES, { width: WIDTH });
  const dt = header[isRaw ? PLACES.rawStep : PLACES.step];
  if (!(dt > 0)) throw damaged(file, `the header of line ${begin + 1} gives no interval between samples`);
  const first = begin + TEXT_LINES + HEADER_LINES;
  const values = valuesFrom(text, first, header[PLACES.accelerations], { width: WIDTH });
  const scale = isRaw ? toNumber(SCALE.exec(line(LINES.step))?.[1] ?? '1') : 1;
  const unit = unitIn(line(LINES.peak).replace(/\bRMS\b.*$/i, ''));
  const [, component = ''] = COMPONENT.exec(line(LINES.component)) ?? [];
  const { accelerations, velocities, displacements } = PLACES;
  const rows = [accelerations, velocities, displacements].map((place) => Math.ceil(header[place] / PER_LINE));
  return {
    content: {
      name: nameOf(file),
      columns: [{ label: component, place: null, values: values.map((value) => value * scale), unit }],
      dt,
    },
    end: first + rows.reduce((sum, count) => sum + Math.max(count, 0), 0),
  };
}

/** The line on which another channel begins at or behind this one; null: none does. */
function nextChannel(lines: readonly string[], from: number): number | null {
  for (let i = from; i < lines.length; i++) {
    if (FIRST_LINE.test(lines[i].slice(0, MAX_LENGTH))) return i;
  }
  return null;
}
