import type { GroundMotion } from './groundMotion';
import { GRAVITY } from './groundMotion';
import { GroundMotionError } from './readError';
import { MAX_ACCELERATION, MAX_SAMPLES, recordFault } from './recordLimits';

const REMEDY = 'Download the record again from the PEER NGA database, as an acceleration file in units of g.';
const NUMBER = String.raw`[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[EeDd][+-]?\d+)?`;
/** Fortran leaves no space before a minus sign when a field is full: `.1234E-02-.5678E-02`. */
const VALUES = new RegExp(NUMBER, 'g');
const LABELLED = new RegExp(String.raw`NPTS\s*=\s*(\d+)(?:\s*,)?\s*DT\s*=\s*(${NUMBER})`, 'i');
const OLDER = new RegExp(String.raw`^\s*(\d+)\s+(${NUMBER})\s+NPTS\s*,\s*DT`, 'i');

/**
 * Reads a record in the PEER NGA format `.AT2`: four header lines (title, event, units, `NPTS=..., DT=...`), then the
 * accelerations in g.
 *
 * @param file its name, for the record and for errors
 * @returns accelerations in m/s2
 * @throws GroundMotionError naming the line: other units, no NPTS and DT, text, impossible or missing samples
 */
export function readAt2(file: string, text: string): GroundMotion {
  const fail = (what: string) => new GroundMotionError(file, what, REMEDY);
  const lines = text.split(/\r?\n/);
  if (lines.length < 5) throw fail('it has no four header lines with values after them');
  if (!/ACCELERATION/i.test(lines[2]) || !/UNITS\s+OF\s+G\b/i.test(lines[2])) {
    throw fail(`line 3 does not say that it is an acceleration in units of g: "${lines[2].trim()}"`);
  }
  const match = LABELLED.exec(lines[3]) ?? OLDER.exec(lines[3]);
  if (!match) throw fail(`line 4 does not give NPTS and DT: "${lines[3].trim()}"`);
  const samples = Number(match[1]);
  const dt = toNumber(match[2]);
  if (samples < 2 || samples > MAX_SAMPLES) throw fail(`NPTS is ${samples}`);
  if (!(dt > 0)) throw fail(`DT is ${match[2]} s`);

  const acceleration = new Float64Array(samples);
  let count = 0;
  lines.slice(4).forEach((line, index) => {
    if (line.replace(VALUES, '').trim() !== '') {
      throw fail(`line ${index + 5} has something else than numbers`);
    }
    for (const [text] of line.matchAll(VALUES)) {
      const value = toNumber(text) * GRAVITY;
      if (Math.abs(value) > MAX_ACCELERATION) throw fail(`line ${index + 5}: ${text} g is no earthquake`);
      if (count < samples) acceleration[count] = value;
      count++;
    }
  });
  if (count < samples) throw fail(`it announces ${samples} values and has ${count}`);
  const record = { name: file.replace(/\.at2$/i, ''), dt, acceleration };
  const fault = recordFault(record);
  if (fault !== null) throw fail(fault);
  return record;
}

/** Fortran writes the exponent of a double with D. */
function toNumber(text: string): number {
  return Number(text.replace(/[Dd]/, 'E'));
}
