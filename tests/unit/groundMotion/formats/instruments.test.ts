import { describe, expect, test } from 'vitest';
import { questionsOf } from '../../../../src/groundMotion/recordContent';
import { readRecordFile } from '../../../../src/groundMotion/readRecordFile';
import {
  cosmos,
  csmipVolume2,
  esm,
  factsOf,
  fields,
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
const AGAIN = 'Nothing was changed. Download or export the record again.';
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
    expect(read(esm(CHANNEL, { type: 'ACCELERATION RESPONSE SPECTRUM' }))).toThrow(
      'x.V2: it holds a response spectrum, not a record. Nothing was changed. Records are read as PEER AT2, text and CSV, COSMOS V1 and V2, SMC, K-NET, ESM and SAC: docs/records.md lists what is read.',
    );
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
    expect(read(sac(CHANNEL, { isEven: 0 }))).toThrow(
      'x.V2: its samples are not evenly spaced. Nothing was changed. Interpolate it to a fixed step first.',
    );
    expect(read(sac(CHANNEL).slice(0, 800))).toThrow(`x.V2: it announces 200 values and has 42. ${AGAIN}`);
  });
});
