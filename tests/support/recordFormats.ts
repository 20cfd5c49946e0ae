import { readFileSync } from 'node:fs';
import type { GroundMotion } from '../../src/groundMotion/groundMotion';
import { peakGroundAcceleration } from '../../src/groundMotion/groundMotion';
import type { RecordAnswers } from '../../src/groundMotion/recordContent';
import { completeRecord } from '../../src/groundMotion/recordContent';
import { readRecordFile } from '../../src/groundMotion/readRecordFile';

/** A file that a person holds, as `tests/fixtures/cases` has it. */
export function caseFile(name: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(new URL(`../fixtures/cases/${name}`, import.meta.url)));
}

/** The records of a text, with these answers to what it leaves open. */
export function recordsOf(
  file: string,
  content: string | Uint8Array,
  answers: RecordAnswers = {},
): GroundMotion[] {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return readRecordFile(file, bytes).map((each) => completeRecord(file, each, answers));
}

/** What a person would compare: points, step in s, duration in s, PGA in g to a millionth. */
export function factsOf(motion: GroundMotion) {
  const { dt, acceleration } = motion;
  return {
    points: acceleration.length,
    dt,
    duration: Number(((acceleration.length - 1) * dt).toFixed(9)),
    pga: Number(peakGroundAcceleration(motion).toFixed(6)),
  };
}

/** Whole numbers and reals in fields of a width, so many a line. */
export function fields(values: readonly (number | string)[], width: number, perLine: number): string[] {
  const lines: string[] = [];
  for (let i = 0; i < values.length; i += perLine) {
    lines.push(
      values
        .slice(i, i + perLine)
        .map((value) => String(value).padStart(width))
        .join(''),
    );
  }
  return lines;
}

/** A damped sine: `samples` values of which the largest is `peak`. */
export function shaking(samples: number, peak: number): number[] {
  const values = Array.from({ length: samples }, (_, k) => Math.sin(0.3 * k) * Math.exp(-0.01 * k));
  const most = Math.max(...values.map(Math.abs));
  return values.map((value) => (value / most) * peak);
}

interface Channel {
  readonly values: readonly number[];
  readonly dt: number;
}

const VOLUME_2_HEADER = (channel: number) => [
  `Corrected accelerogram   89146-L2500-12044.02       Chan  ${channel}: 360 Deg     from   `,
  'Uncorrected Accelerogram Data             Processed: 02/13/12, CGS  146be002    ',
  'Uncor Max  =   .079 g , at  30.590 sec.',
  'Peak acceleration =    77.280    cm/sec/sec  at   30.585   sec.',
  'Peak   velocity   =     3.150      cm/sec    at   30.650   sec.',
  '    1  100    1    3    3  200    1    3    1   24   12 2500    089146    1    0',
  '  .0108814  .6700000 66.000000  .0037019-999.00000-999.00000  .0791795 30.590000',
];

/** CSMIP volume 2: accelerations in cm/s2, velocities and displacements, channel after channel. */
export function csmipVolume2(channels: readonly Channel[]): string {
  return channels
    .flatMap(({ values, dt }, i) => [
      ...VOLUME_2_HEADER(i + 1),
      ...['accel', 'veloc', 'displ'].flatMap((kind) => [
        ` ${values.length} points of ${kind} data equally spaced at  ${String(dt).replace(/^0/, '')} sec, in cm/sec2. (8f10.6)    `,
        ...fields(
          values.map((value) => (kind === 'accel' ? value : value / 10).toFixed(6)),
          10,
          8,
        ),
      ]),
      '/&  ----------  End of data for channel  ----------',
    ])
    .join('\r\n');
}

/** COSMOS 1.20; the interval between samples is the 62nd of the real header values, in ms. */
export function cosmos(
  { values, dt }: Channel,
  { kind = 'acceleration', unit = 'cm/sec2(04)', channels = 1 } = {},
): string {
  const reals = Array.from({ length: 100 }, (_, i) => (i === 61 ? 1000 * dt : -999).toFixed(6));
  return Array.from({ length: channels }, (_, i) => [
    'Corrected acceleration    (Format v01.20 with 13 text lines) Src: example.txt',
    `Sta Cha:  ${i + 1}: 340 deg (Rcrdr Chan  1) Location: ground`,
    ' 100 Integer-header values follow on  10 lines, Format= (10I8)',
    ...fields(Array<number>(100).fill(-999), 8, 10),
    ' 100 Real-header values follow on  17 lines, Format= (6F13.6)',
    ...fields(reals, 13, 6),
    '  1 Comment line(s) follow, each starting with a "|":',
    ' | 4 points are made up',
    `   ${values.length}  ${kind} pts, approx    1 secs, units=${unit},Format=(8F10.5)`,
    ...fields(
      values.map((value) => value.toFixed(5)),
      10,
      8,
    ),
    'End-of-data for Chan 1 acceleration',
  ])
    .flat()
    .join('\n');
}

/** SMC: the number of comments is the 16th, that of samples the 17th whole value; the rate the second real one. */
export function smc({ values, dt }: Channel, title = '2 CORRECTED ACCELEROGRAM'): string {
  const whole = Array.from({ length: 48 }, (_, i) => (i === 15 ? 2 : i === 16 ? values.length : -32768));
  const reals = Array.from({ length: 50 }, (_, i) =>
    (i === 1 ? 1 / dt : 1.7e38).toExponential(7).toUpperCase(),
  );
  return [
    title.padEnd(80),
    ...Array<string>(10).fill('*'.padEnd(80)),
    ...fields(whole, 10, 8),
    ...fields(reals, 15, 5),
    '|',
    '|Moment magnitude 6.94, 72.6 km',
    ...fields(
      values.map((value) => value.toExponential(4).replace('e', 'E')),
      10,
      8,
    ),
  ].join('\n');
}

/** K-NET: whole numbers around the recorder's offset, of which the scale factor makes gal. */
export function knet({ values, dt }: Channel, { gal = 3920, counts = 6182761, offset = 4774 } = {}): string {
  const header: readonly [string, string][] = [
    ['Origin Time', '2011/06/30 23:45:00'],
    ['Lat.', '36.213'],
    ['Long.', '137.943'],
    ['Depth. (km)', '5'],
    ['Mag.', '2.4'],
    ['Station Code', 'NGNH31'],
    ['Station Lat.', '36.1184'],
    ['Station Long.', '137.9389'],
    ['Station Height(m)', '720'],
    ['Record Time', '2011/06/30 23:45:48'],
    ['Sampling Freq(Hz)', `${1 / dt}Hz`],
    ['Duration Time(s)', '120'],
    ['Dir.', '5'],
    ['Scale Factor', `${gal}(gal)/${counts}`],
    ['Max. Acc. (gal)', '0.708'],
    ['Last Correction', '2011/06/30 23:45:33'],
    ['Memo.', ''],
  ];
  const whole = values.map((value) => Math.round((value * counts) / gal) + offset);
  return [
    ...header.map(([key, value]) => key.padEnd(18) + value),
    ...fields(whole, 8, 8).map((line) => `${line} `),
  ].join('\n');
}

/** ESM's and ITACA's DYNA format. */
export function esm({ values, dt }: Channel, { units = 'cm/s^2', type = 'ACCELERATION' } = {}): string {
  return [
    'EVENT_NAME: GREECE',
    'EVENT_DATE_YYYYMMDD: 20190728',
    'MAGNITUDE_W: ',
    'VS30_M/S: ',
    'STATION_NAME: Town Hall,Argos',
    `SAMPLING_INTERVAL_S: ${dt.toFixed(6)}`,
    `NDATA: ${values.length}`,
    `UNITS: ${units}`,
    'INSTRUMENT: sensor = CMG_5TD [Unknown] | digitizer = Unknown',
    'PGA_CM/S^2: 0.359017',
    `DATA_TYPE: ${type}`,
    'USER5: ',
    ...values.map((value) => value.toFixed(6)),
  ].join('\n');
}

/** A binary file of SAC; `quantity` 8 is accelerations, 7 velocities, 6 displacements. */
export function sac(
  { values, dt }: Channel,
  { little = true, quantity = 8, isEven = 1 } = {},
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(632 + 4 * values.length);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < 70; i++) view.setFloat32(4 * i, -12345, little);
  for (let i = 0; i < 40; i++) view.setInt32(280 + 4 * i, -12345, little);
  view.setFloat32(0, dt, little);
  for (const [place, value] of [
    [6, 6],
    [9, values.length],
    [16, quantity],
    [35, isEven],
  ]) {
    view.setInt32(280 + 4 * place, value, little);
  }
  values.forEach((value, i) => view.setFloat32(632 + 4 * i, value, little));
  return bytes;
}

/** The alphanumeric variant of SAC. */
export function sacText({ values, dt }: Channel): string {
  const reals = Array.from({ length: 70 }, (_, i) => (i === 0 ? dt.toPrecision(7) : '-12345.00'));
  const whole = Array.from({ length: 40 }, (_, i) => ({ 6: 6, 9: values.length, 16: 8, 35: 1 })[i] ?? -12345);
  return [
    ...fields(reals, 15, 5),
    ...fields(whole, 10, 5),
    ...Array<string>(8).fill('-12345  -12345  -12345'),
    ...fields(
      values.map((value) => value.toPrecision(7)),
      15,
      5,
    ),
  ].join('\n');
}

/** Values at times of their own, s. */
export interface UnevenChannel {
  readonly times: readonly number[];
  readonly values: readonly number[];
}

/** CSMIP's older volume 1: pairs of time and acceleration as 10F7.3, in which fields of 100 s and more touch. */
export function csmipPairs(
  channels: readonly UnevenChannel[],
  { units = 'UNITS OF UNCOR ACCEL ARE SEC AND G/10.     MAX  =  -.055 G, AT  15.992 SEC.', indent = '' } = {},
): string {
  const fixed = (value: number) => value.toFixed(3).replace(/^(-?)0\./, '$1.');
  return channels
    .flatMap(({ times, values }, i) => [
      'UNCORRECTED ACCELEROGRAM DATA              PROCESSED: 07/16/98, CDMG 13160      ',
      'BIG BEAR EARTHQUAKE',
      'JUNE 28, 1992 08:05 PDT                 (ORIGIN(USGS): 06/28/92, 15:05:30.5 UTC)',
      '13160-S1690-92184.03',
      'STATION NO. 13160   33.634N, 117.902W     SMA-1  S/N 1690',
      'FIRE STATION',
      `CHAN  ${i + 1}:  90 DEG`,
      'BIG BEAR EARTHQUAKE     JUNE 28, 1992 08:05 PDT',
      'HYPOCENTER(CIT/USGS): 34.201N,116.826W, H=7KM.     MS=6.6(NEIC), MW=6.4(CIT)',
      'INSTR PERIOD =  .0388 SEC,  DAMPING =  .561,  SENSITIVITY = 1.77 CM/G.',
      `NO. OF POINTS =  ${times.length}  RECORD LENGTH = 59.998 SEC`,
      units,
      'RMS ACCEL OF COMPLETE RECORD =  .006 G.',
      ...fields(Array<number>(100).fill(1), 5, 16),
      ...fields(Array<string>(50).fill('.000'), 10, 8),
      ...fields(
        times.flatMap((time, k) => [fixed(time), fixed(values[k])]),
        7,
        10,
      ).map((line) => indent + line),
      '/&  ----------  END OF DATA FOR CHANNEL  ----------',
    ])
    .join('\r\n');
}

/** GeoNet's volumes 1 and 2: fields of eight, in which large negative values touch; of volume 2 velocities and displacements follow. */
export function geonet(
  channels: readonly (Channel & { readonly component: string })[],
  { volume = 1, scale = '1.00' }: { readonly volume?: 1 | 2; readonly scale?: string } = {},
): string {
  return channels
    .flatMap(({ values, dt, component }) => {
      const [kind, step] =
        volume === 1
          ? ['Uncorrected', `Raw readings in units of ${scale} mm/s/s  at intervals of ${dt} s`]
          : ['Corrected', `Instrument corrected data at ${dt.toFixed(3)} sec intervals`];
      const places: Readonly<Record<number, number>> = {
        30: 59200,
        33: values.length,
        34: volume === 1 ? 0 : values.length,
        35: volume === 1 ? 0 : values.length,
        64: volume === 1 ? dt : 0.005,
        65: dt,
      };
      const header = Array.from({ length: 100 }, (_, i) => (places[i] ?? 0).toFixed(i < 60 ? 0 : 4));
      const rows = fields(
        values.map((value) => value.toFixed(1)),
        8,
        10,
      );
      return [
        `${kind} accelerogram 20161113_110256_THZ_20 GNS Science`,
        'Site THZ       41 45 45S  172 54 19E     Basalt file:  20161113_110313_THZ',
        'Top House',
        'Instrument Basalt_1264',
        'Resolution: 24-bit   Instr Period: 0.0050 s   Damping: 0.700',
        'Accelerogram 20161113_110256_THZ_20                  Processed 2016 December 09',
        '5 km south-west of Waiau',
        '2016 November 13         11:02:56 UT',
        'Epicentre  42 41 33S 173 01 19E  Bearing S05E  Dist  104km  Depth   15km Mw 7.82',
        `Number of points  ${values.length}    Duration 296.00 s`,
        step,
        'Data is unfiltered',
        `Component ${component}`,
        'Acceleration:  Peak    399.7 mm/s/s at 115.37 s     RMS    54.28 mm/s/s',
        'Velocity record unevaluated',
        'Displacement record unevaluated',
        ...fields(header, 8, 10),
        ...rows,
        ...(volume === 1 ? [] : [...rows, ...rows]),
      ];
    })
    .join('\n');
}
