import { notAccelerations } from '../readError';
import type { RecordContent } from '../recordContent';
import { MAX_SAMPLES } from '../recordLimits';
import { valuesFrom } from './fortranBlock';
import { numbersIn } from './numbers';
import type { RecordFormat } from './recordFile';
import { damaged, nameOf, tooLong, unevenlySpaced } from './recordFile';

/** Words of four bytes: 70 real and 40 whole header values, then 192 bytes of text. */
const REALS = 70;
const HEADER_SIZE = 632;
/** Places among the whole values. */
const PLACES = { version: 6, samples: 9, quantity: 16, isEven: 35 };
/** Numbers of the quantities. */
const QUANTITIES = { displacement: 6, velocity: 7 };

/** Lines of the alphanumeric variant: 14 of real values, 8 of whole ones, 8 of text. */
const REAL_LINES = 14;
const WHOLE_LINES = 8;
const HEADER_LINES = 30;

interface Header {
  /** Seconds. */
  readonly dt: number;
  readonly samples: number;
  readonly quantity: number;
  readonly isEven: boolean;
}

/**
 * A binary file of the Seismic Analysis Code, of either byte order. The format has no field for a unit that is kept to, so
 * the unit is left open.
 *
 * Source: IRIS, "SAC data format", https://ds.iris.edu/files/sac-manual/manual/file_format.html
 *
 * @returns null when the bytes are no such file
 * @throws GroundMotionError when it is one and cannot be used
 */
export function readSac(file: string, bytes: Uint8Array): RecordContent | null {
  if (bytes.length < HEADER_SIZE + 8) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isLittle = [true, false].find((little) => {
    const version = view.getInt32(4 * (REALS + PLACES.version), little);
    return (version === 6 || version === 7) && view.getInt32(4 * (REALS + PLACES.samples), little) > 0;
  });
  if (isLittle === undefined) return null;
  const whole = (place: number) => view.getInt32(4 * (REALS + place), isLittle);
  const header = headerOf(Number(view.getFloat32(0, isLittle).toPrecision(7)), whole);
  judge(file, header);
  if (HEADER_SIZE + 4 * header.samples > bytes.length) {
    const held = Math.floor((bytes.length - HEADER_SIZE) / 4);
    throw damaged(file, `it announces ${header.samples} values and has ${held}`);
  }
  const values = Float64Array.from({ length: header.samples }, (_, i) =>
    view.getFloat32(HEADER_SIZE + 4 * i, isLittle),
  );
  return contentOf(file, header.dt, values);
}

/** The alphanumeric variant of SAC: 30 header lines, then the values, five a line. Source: as `readSac`. */
export const SAC_TEXT: RecordFormat = {
  recognises: ({ lines }) => {
    if (lines.length <= HEADER_LINES) return false;
    const header = lines.slice(0, REAL_LINES + WHOLE_LINES);
    // The number that stands for a value that is not known.
    return (
      header.every((line) => numbersIn(line)?.length === 5) && header.some((line) => line.includes('-12345'))
    );
  },
  read: (text) => {
    const reals = valuesFrom(text, 0, REALS);
    const whole = valuesFrom(text, REAL_LINES, 5 * WHOLE_LINES);
    const header = headerOf(reals[0], (place) => whole[place]);
    judge(text.file, header);
    return [contentOf(text.file, header.dt, valuesFrom(text, HEADER_LINES, header.samples))];
  },
};

function headerOf(dt: number, whole: (place: number) => number): Header {
  const { samples, quantity, isEven } = PLACES;
  return { dt, samples: whole(samples), quantity: whole(quantity), isEven: whole(isEven) === 1 };
}

function judge(file: string, { dt, samples, quantity, isEven }: Header): void {
  if (quantity === QUANTITIES.velocity) throw notAccelerations(file, 'velocity');
  if (quantity === QUANTITIES.displacement) throw notAccelerations(file, 'displacement');
  if (!isEven) throw unevenlySpaced(file);
  if (!(dt > 0)) throw damaged(file, `its time step is ${dt} s`);
  if (samples < 2) throw damaged(file, 'it has fewer than two samples');
  if (samples > MAX_SAMPLES) throw tooLong(file);
}

function contentOf(file: string, dt: number, values: Float64Array): RecordContent {
  return { name: nameOf(file), columns: [{ label: '', place: null, values, unit: null }], dt };
}
