import { describe, expect, test } from 'vitest';
import { GRAVITY } from '../../../../src/groundMotion/groundMotion';
import { questionsOf } from '../../../../src/groundMotion/recordContent';
import { readRecordFile } from '../../../../src/groundMotion/readRecordFile';
import {
  cosmos,
  csmipPairs,
  csmipVolume2,
  esm,
  factsOf,
  fields,
  geonet,
  knet,
  recordsOf,
  sac,
  sacText,
  shaking,
  smc,
} from '../../../support/recordFormats';

/** 98.0665 cm/s2 is 0.1 g. */
const VALUES = shaking(200, 98.0665);
const CHANNEL = { values: VALUES, dt: 0.005 };
const FACTS = { points: 200, dt: 0.005, duration: 0.995, pga: 0.1 };
const VELOCITIES =
  'x.V2: it holds velocities, not accelerations. Nothing was changed. Choose the acceleration file of the same record instead of this velocity file.';
const DISPLACEMENTS =
  'x.V2: it holds displacements, not accelerations. Nothing was changed. Choose the acceleration file of the same record instead of this displacement file.';
const SPECTRUM =
  'x.V2: it holds a response spectrum, not a record. Nothing was changed. Records are read as PEER AT2, text and CSV, CSMIP, COSMOS, SMC, K-NET, GeoNet, ESM and SAC: docs/records.md lists what is read.';
const UNEVEN =
  'x.V2: its samples are not evenly spaced. Nothing was changed. Interpolate it to a fixed step first.';
const AGAIN = 'Nothing was changed. Download or export the record again.';

function expectValues(actual: Float64Array, expected: readonly number[], inSi = 0.01) {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((value, i) => expect(Math.abs(actual[i] - value * inSi)).toBeLessThan(1e-8));
}

const read = (content: string | Uint8Array) => () => recordsOf('x.V2', content);
const open = (content: string | Uint8Array) =>
  readRecordFile('x', typeof content === 'string' ? new TextEncoder().encode(content) : content).map((each) =>
    questionsOf(each),
  );

describe('CSMIP', () => {
  test('volume 2 gives the accelerations of each channel, without velocities and displacements', () => {
    const second = shaking(160, 49.03325);
    const records = recordsOf('CE89146.V2', csmipVolume2([CHANNEL, { values: second, dt: 0.01 }]));
    expect(records.map(factsOf)).toEqual([FACTS, { points: 160, dt: 0.01, duration: 1.59, pga: 0.05 }]);
    expect(records.map(({ name }) => name)).toEqual(['CE89146 Chan 1 360 Deg', 'CE89146 Chan 2 360 Deg']);
    expect(recordsOf('CE89146.V2', csmipVolume2([CHANNEL]))[0].name).toBe('CE89146');
  });

  test('volume 1 gives a rate and g', () => {
    const text = [
      'Uncorrected Accelerogram Data             Processed: 02/13/12, CGS  146be002    ',
      'Instr Period =  .0109 sec,  Damping =  .670,  Sensitivity =  .63  v/g           ',
      ' 200 Accelerogram points at 200 pts/sec in units of g .      Format: (8f9.6)  ',
      ...fields(
        shaking(200, 0.1).map((value) => value.toFixed(6)),
        9,
        8,
      ),
    ].join('\n');
    expect(recordsOf('CE89146.V1', text).map(factsOf)).toEqual([FACTS]);
    expect(open(text)).toEqual([[]]);
  });

  test('says its unit in parentheses too, which the format of the values is not', () => {
    const text = csmipVolume2([CHANNEL]);
    const older = text.replace('in cm/sec2. (8f10.6)', '  (UNITS: CM/SEC/SEC)');
    expect(older).not.toBe(text);
    expect(open(older)).toEqual([[]]);
    expect(recordsOf('CE36456.V2', older).map(factsOf)).toEqual([FACTS]);
  });

  test('may have fields that touch: the format says how wide they are', () => {
    const values = shaking(200, 98.0665).map((value) => Math.abs(value) + 100);
    const text = csmipVolume2([{ values, dt: 0.005 }]);
    expect(text).toMatch(/\d\.\d{6}\d{3}\.\d{6}/);
    const [{ acceleration }] = recordsOf('x', text);
    expectValues(acceleration, values);
    // Where no format says it, what the fields are cannot be told.
    expect(read(text.replaceAll('(8f10.6)', ''))).toThrow(
      `x.V2: line 9 has numbers that run into each other. ${AGAIN}`,
    );
  });

  test('of volume 3 is named', () => {
    const title = 'Response and Fourier amplitude spectra (86 periods,  .04 - 10.0 sec)   for';
    expect(read(`${title}\n${csmipVolume2([CHANNEL])}`)).toThrow(SPECTRUM);
  });

  test('of several channels, one that recorded nothing is left out', () => {
    const dead = { values: Array<number>(200).fill(0), dt: 0.005 };
    const records = recordsOf('CE89146.V2', csmipVolume2([dead, CHANNEL]));
    expect(records.map(({ name }) => name)).toEqual(['CE89146 Chan 2 360 Deg']);
    expect(read(csmipVolume2([dead]))).toThrow(/^x\.V2: every acceleration is zero\./);
  });

  test('without accelerations is named; cut short or damaged is refused', () => {
    const text = csmipVolume2([CHANNEL]);
    const lines = text.split('\r\n');
    const velocities = lines.slice(lines.findIndex((line) => line.includes('of veloc data')));
    expect(read(velocities.join('\n'))).toThrow(VELOCITIES);
    expect(read(velocities.slice(26).join('\n'))).toThrow(DISPLACEMENTS);
    expect(read(lines.slice(0, 10).join('\n'))).toThrow(`x.V2: it announces 200 values and has 16. ${AGAIN}`);
    expect(read(text.replace(/-\d\.\d{6}/, '*********'))).toThrow(/line \d+ has something else than numbers/);
  });
});

describe('pairs of time and acceleration', () => {
  const even = shaking(200, 1);
  const times = even.map((_, k) => k / 200);
  const scaled = (values: readonly number[]) => values.map((value) => Number(value.toFixed(3)) * 0.1);

  test('at even times have the step that they have, and tenths of g', () => {
    const text = csmipPairs([
      { times, values: even },
      { times, values: even.map((value) => value / 2) },
    ]);
    const records = recordsOf('NEWPORT.RAW', text);
    expect(records.map(factsOf)).toEqual([FACTS, { ...FACTS, pga: 0.05 }]);
    expect(records.map(({ name }) => name)).toEqual(['NEWPORT Chan 1 90 DEG', 'NEWPORT Chan 2 90 DEG']);
    expect(open(text)).toEqual([[], []]);
  });

  test('at times of their own are read between in straight lines, and no sample is lost', () => {
    const film = [0, 0.004, 0.009, 0.013, 0.019, 0.022];
    const values = [0.1, -0.3, 0.5, -1, 0.7, 0.2];
    const [record] = recordsOf('x', csmipPairs([{ times: film, values }]));
    expect(factsOf(record)).toEqual({ points: 23, dt: 0.001, duration: 0.022, pga: 0.1 });
    const inG = (k: number) => record.acceleration[k] / GRAVITY;
    film.forEach((time, i) => expect(inG(Math.round(1000 * time))).toBeCloseTo(values[i] / 10, 12));
    expect(inG(2)).toBeCloseTo((0.1 - 0.3) / 2 / 10, 12);
    expect(inG(16)).toBeCloseTo((-1 + 0.7) / 2 / 10, 12);
  });

  test('printed with the same time leave the larger', () => {
    const film = [0, 0.003, 0.003, 0.01];
    const [record] = recordsOf('x', csmipPairs([{ times: film, values: [0.1, 0.2, -0.9, 0.3] }]));
    expect(record.acceleration[3] / GRAVITY).toBeCloseTo(-0.09, 12);
    expect(record.acceleration).toHaveLength(11);
  });

  test('of more than 100 s touch, and are told apart by the width of their fields', () => {
    const late = times.map((time) => time + 99.51);
    const text = csmipPairs([{ times: late, values: even }]);
    expect(text).toMatch(/\.\d{3}100\.000/);
    const [record] = recordsOf('x', text);
    expect(factsOf(record)).toEqual(FACTS);
    expectValues(record.acceleration, scaled(even), GRAVITY);
  });

  test('of USC say so more briefly, one column further', () => {
    const text = csmipPairs([{ times, values: even }], { units: 'UNITS ARE SEC AND G/10', indent: ' ' });
    expect(recordsOf('017m30lw.e0a', text).map(factsOf)).toEqual([FACTS]);
  });

  test('that run backwards, are cut short or last too long are refused', () => {
    const back = csmipPairs([{ times: [0, 0.005, 0.004, 0.01], values: [0.1, 0.2, 0.3, 0.1] }]);
    expect(read(back)).toThrow(`x.V2: the time of its pair 3 does not come after the one before. ${AGAIN}`);
    const text = csmipPairs([{ times, values: even }]);
    expect(read(text.split('\r\n').slice(0, 30).join('\n'))).toThrow(
      `x.V2: it announces 400 values and has 30. ${AGAIN}`,
    );
    const long = csmipPairs([{ times: [0, 0.004, 0.009, 999], values: [0.1, 0.2, 0.3, 0.1] }]).replace(
      '999.000',
      ' 1200.000',
    );
    expect(read(long)).toThrow(
      'x.V2: its times are uneven, and at their step of 0.001 s it has more than 1,000,000 samples. Nothing was changed. Choose a shorter part of it.',
    );
  });
});

describe('GeoNet', () => {
  const [n, e] = [shaking(204, 980.665), shaking(204, 490.3325)];
  const channels = [
    { values: n, dt: 0.005, component: 'N28W' },
    { values: e, dt: 0.005, component: 'Up' },
  ];
  // Printed to a tenth of a mm/s2.
  const facts = { points: 204, dt: 0.005, duration: 1.015, pga: 0.100004 };

  test.each([1, 2] as const)('volume %i gives the accelerations of each channel, mm/s2', (volume) => {
    const text = geonet(channels, { volume });
    const records = recordsOf('20161113_110313_THZ_20.V2A', text);
    expect(records.map(factsOf)).toEqual([facts, { ...facts, pga: 0.049997 }]);
    expect(records.map(({ name }) => name)).toEqual(
      ['N28W', 'Up'].map((each) => `20161113_110313_THZ_20 ${each}`),
    );
    expect(open(text)).toEqual([[], []]);
    expect(recordsOf('x.V1A', geonet(channels.slice(0, 1), { volume }))[0].name).toBe('x');
  });

  test('may have fields that touch, and raw readings in another unit', () => {
    const strong = shaking(200, 25000).map((value) => (Math.abs(value) < 10000 ? -10000.5 : value));
    const text = geonet([{ values: strong, dt: 0.005, component: 'Up' }]);
    expect(text).toMatch(/\d-\d{5}\.\d-/);
    expect(factsOf(recordsOf('x', text)[0]).pga).toBe(2.549291);
    const [record] = recordsOf('x', geonet(channels, { scale: '0.50' }));
    expect(factsOf(record).pga).toBe(0.050002);
  });

  test('without a step, or cut short, is refused', () => {
    expect(read(geonet([{ ...channels[0], dt: 0 }]))).toThrow(
      `x.V2: the header of line 1 gives no interval between samples. ${AGAIN}`,
    );
    expect(read(geonet(channels).split('\n').slice(0, 30).join('\n'))).toThrow(
      `x.V2: it announces 204 values and has 40. ${AGAIN}`,
    );
  });
});

describe('COSMOS', () => {
  test('takes the step from the real header and the unit from its number', () => {
    expect(recordsOf('x', cosmos(CHANNEL)).map(factsOf)).toEqual([FACTS]);
    const inG = { values: shaking(200, 0.1), dt: 0.005 };
    expect(recordsOf('x', cosmos(inG, { unit: 'g(02)' })).map(factsOf)).toEqual([FACTS]);
    const inMilliG = { values: shaking(200, 100), dt: 0.005 };
    expect(recordsOf('x', cosmos(inMilliG, { unit: 'milli-g(11)' })).map(factsOf)).toEqual([FACTS]);
    expect(open(cosmos(CHANNEL))).toEqual([[]]);
  });

  test('may have several channels', () => {
    const records = recordsOf('CE36456.V2c', cosmos(CHANNEL, { channels: 3 }));
    expect(records.map(({ name }) => name)).toEqual([1, 2, 3].map((i) => `CE36456 Chan ${i} 340 deg`));
  });

  test('of velocities, displacements or counts is named', () => {
    expect(read(cosmos(CHANNEL, { kind: 'velocity', unit: 'cm/sec(05)' }))).toThrow(VELOCITIES);
    expect(read(cosmos(CHANNEL, { kind: 'displacement', unit: 'cm(06)' }))).toThrow(DISPLACEMENTS);
    expect(read(cosmos(CHANNEL, { unit: 'counts(50)' }))).toThrow(
      'x.V2: it holds counts of the recorder, not accelerations. Nothing was changed. Choose the file of volume 1 or 2 of the same record.',
    );
    expect(read(cosmos(CHANNEL, { kind: 'raw accel.  ', unit: 'counts (50)' }))).toThrow(
      /^x\.V2: it holds counts of the recorder, not accelerations\./,
    );
    const [head] = cosmos(CHANNEL).split('   200  acceleration');
    expect(read(head)).toThrow(`x.V2: it has no line that announces its values. ${AGAIN}`);
  });
});

describe('SMC', () => {
  test('is cm/s2 at its rate, below as many comments as it says; fields may be glued', () => {
    const text = smc(CHANNEL);
    expect(text).toMatch(/E\+\d-\d/);
    // Five digits are printed: 98.067 cm/s2.
    expect(recordsOf('0111a.smc', text).map(factsOf)).toEqual([{ ...FACTS, pga: 0.100001 }]);
    expect(open(text)).toEqual([[]]);
  });

  test('of a film, at times of its own, is refused for that', () => {
    expect(read(smc({ values: VALUES, dt: 1 / 1.7e38 }))).toThrow(UNEVEN);
  });

  test('of velocities or displacements is named; of nothing known, its unit is asked', () => {
    expect(read(smc(CHANNEL, '3 VELOCITY'))).toThrow(VELOCITIES);
    expect(read(smc(CHANNEL, '4 DISPLACEMENT'))).toThrow(DISPLACEMENTS);
    expect(open(smc(CHANNEL, '0 UNKNOWN'))).toEqual([['unit']]);
  });
});

describe('K-NET and KiK-net', () => {
  test('is scaled to gal, and freed of its offset', () => {
    const mean = VALUES.reduce((sum, value) => sum + value, 0) / VALUES.length;
    const centred = { values: VALUES.map((value) => value - mean), dt: 0.01 };
    const peak = Math.max(...centred.values.map(Math.abs)) / 980.665;
    const [{ pga, ...others }] = recordsOf('NGNH311106302345.EW2', knet(centred)).map(factsOf);
    expect(others).toEqual({ points: 200, dt: 0.01, duration: 1.99 });
    // To a count of the recorder, which is a millionth of g.
    expect(Math.abs(pga - peak)).toBeLessThan(2e-6);
  });

  test('the ending is the component, and stays in the name', () => {
    const names = ['NS', 'EW2'].map((ending) => recordsOf(`AOM002.${ending}`, knet(CHANNEL))[0].name);
    expect(names).toEqual(['AOM002.NS', 'AOM002.EW2']);
  });

  test('without what makes gal of its numbers is refused', () => {
    expect(read(knet(CHANNEL).replace('Scale Factor', 'Scale'))).toThrow(
      `x.V2: its header has no scale factor. ${AGAIN}`,
    );
    expect(read(knet(CHANNEL).replace('Sampling Freq', 'Freq'))).toThrow(
      `x.V2: its header has no sampling frequency. ${AGAIN}`,
    );
  });
});

describe('ESM, ITACA and AFAD', () => {
  test('say their unit and their step', () => {
    expect(recordsOf('x.ASC', esm(CHANNEL)).map(factsOf)).toEqual([FACTS]);
    expect(open(esm(CHANNEL))).toEqual([[]]);
    expect(open(esm(CHANNEL, { units: '' }))).toEqual([['unit']]);
  });

  test('of another quantity are named', () => {
    expect(read(esm(CHANNEL, { units: 'cm/s', type: 'VELOCITY' }))).toThrow(VELOCITIES);
    expect(read(esm(CHANNEL, { units: 'cm', type: '' }))).toThrow(DISPLACEMENTS);
    expect(read(esm(CHANNEL, { type: 'ACCELERATION RESPONSE SPECTRUM' }))).toThrow(SPECTRUM);
  });

  test('that are cut short are refused', () => {
    expect(read(esm(CHANNEL).split('\n').slice(0, -3).join('\n'))).toThrow(
      `x.V2: it announces 200 values and has 197. ${AGAIN}`,
    );
  });
});

describe('SAC', () => {
  test.each([
    ['little-endian', sac(CHANNEL)],
    ['big-endian', sac(CHANNEL, { little: false })],
    ['alphanumeric', sacText(CHANNEL)],
  ])('%s has a step, and leaves its unit open', (_, content) => {
    expect(recordsOf('x.sac', content, { unit: 'cm/s2' }).map(factsOf)).toEqual([FACTS]);
    expect(open(content)).toEqual([['unit']]);
  });

  test('of velocities, uneven or cut short is refused', () => {
    expect(read(sac(CHANNEL, { quantity: 7 }))).toThrow(VELOCITIES);
    expect(read(sac(CHANNEL, { quantity: 6 }))).toThrow(DISPLACEMENTS);
    expect(read(sac(CHANNEL, { isEven: 0 }))).toThrow(UNEVEN);
    expect(read(sac(CHANNEL).slice(0, 800))).toThrow(`x.V2: it announces 200 values and has 42. ${AGAIN}`);
  });
});
