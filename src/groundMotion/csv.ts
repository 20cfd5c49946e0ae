import type { GroundMotion } from './groundMotion';
import { GroundMotionError } from './readError';
import { MAX_ACCELERATION, MAX_SAMPLES, recordFault } from './recordLimits';

const HEADER = 'time_s,acceleration_ms2';
/** Largest relative difference between two time steps: what rounding to a few digits does to times. */
const STEP_TOLERANCE = 1e-2;
const REMEDY = `Give it a first line "${HEADER}" and one line of two numbers for each sample, evenly spaced in time.`;

/**
 * Reads a record from comma-separated values with the header `time_s,acceleration_ms2`.
 *
 * @param file its name, for the record and for errors
 * @throws GroundMotionError naming the line: other header, text, impossible values, gaps or uneven steps in time
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
    if (Math.abs(value) > MAX_ACCELERATION) throw fail(`line ${i + 2}: ${value} m/s2 is no earthquake`);
    times[i] = time;
    acceleration[i] = value;
  }
  const steps = times.subarray(1).map((time, i) => time - times[i]);
  // The median, unlike the mean, is the record's own step even when there is a gap.
  const usual = steps.slice().sort()[steps.length >> 1];
  steps.forEach((step, i) => {
    if (!(step > 0)) throw fail(`line ${i + 3}: its time does not come after the one before`);
    if (Math.abs(step - usual) > STEP_TOLERANCE * usual) {
      throw fail(
        `line ${i + 3} comes ${seconds(step)} after the one before, where others come ${seconds(usual)}`,
      );
    }
  });
  const dt = (times[samples - 1] - times[0]) / (samples - 1);
  const record = { name: file.replace(/\.csv$/i, ''), dt, acceleration };
  const fault = recordFault(record);
  if (fault !== null) throw fail(fault);
  return record;
}

/**
 * A record as comma-separated values that `readCsv` reads back exactly, for a time step of whole nanoseconds.
 */
export function writeCsv({ dt, acceleration }: GroundMotion): string {
  const nanoseconds = Math.round(1e9 * dt);
  const lines = Array.from(acceleration, (value, k) => `${(k * nanoseconds) / 1e9},${value}`);
  return `${HEADER}\n${lines.join('\n')}\n`;
}

/** Without the last digits that subtracting two decimals leaves. */
function seconds(value: number): string {
  return `${Number(value.toPrecision(6))} s`;
}

function toNumber(field: string): number {
  return field.trim() === '' ? NaN : Number(field);
}
