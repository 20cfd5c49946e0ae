import type { GroundMotion } from './groundMotion';
import { GroundMotionError, MAX_SAMPLES } from './readError';

const HEADER = 'time_s,acceleration_ms2';
/** Largest relative difference between two time steps: what rounding to a few digits does to times. */
const STEP_TOLERANCE = 1e-2;
const REMEDY = `Give it a first line "${HEADER}" and one line of two numbers for each sample, evenly spaced in time.`;

/**
 * Reads a record from comma-separated values with the header `time_s,acceleration_ms2`.
 *
 * @param file its name, for the record and for errors
 * @throws GroundMotionError naming the line: other header, text, gaps, uneven or missing samples
 */
export function readCsv(file: string, text: string): GroundMotion {
  const fail = (what: string) => new GroundMotionError(file, what, REMEDY);
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  while (lines.at(-1)?.trim() === '') lines.pop();
  if (lines[0]?.replace(/\s/g, '') !== HEADER) throw fail(`line 1 is not the header "${HEADER}"`);
  const samples = lines.length - 1;
  if (samples < 2) throw fail('it has fewer than two samples');
  if (samples > MAX_SAMPLES) throw fail(`it has more than ${MAX_SAMPLES.toLocaleString('en')} samples`);

  const times = new Float64Array(samples);
  const acceleration = new Float64Array(samples);
  for (let i = 0; i < samples; i++) {
    const fields = lines[i + 1].split(',');
    if (fields.length !== 2) throw fail(`line ${i + 2} does not have two fields`);
    const [time, value] = fields.map(toNumber);
    if (!Number.isFinite(time)) throw fail(`line ${i + 2}: "${fields[0].trim()}" is not a time`);
    if (!Number.isFinite(value)) throw fail(`line ${i + 2}: "${fields[1].trim()}" is not an acceleration`);
    times[i] = time;
    acceleration[i] = value;
  }
  const dt = (times[samples - 1] - times[0]) / (samples - 1);
  if (!(dt > 0)) throw fail('its times do not increase');
  for (let i = 1; i < samples; i++) {
    const step = times[i] - times[i - 1];
    if (Math.abs(step - dt) > STEP_TOLERANCE * dt) {
      throw fail(`there is a gap at line ${i + 2}: a step of ${step} s where the record has ${dt} s`);
    }
  }
  if (!acceleration.some((value) => value !== 0)) throw fail('every acceleration is zero');
  return { name: file.replace(/\.csv$/i, ''), dt, acceleration };
}

function toNumber(field: string): number {
  return field.trim() === '' ? NaN : Number(field);
}
