import { describe, expect, test } from 'vitest';
import {
  builtInRecords,
  earlierMagnitudes,
  magnitudeRecordCount,
  trainedMagnitudes,
} from '../../../src/curriculum/builtInRecords';
import { PRESETS } from '../../../src/curriculum/presets';
import { mapStages } from '../../../src/curriculum/recipes/mapStages';
import type { RunSettings, StageNumber } from '../../../src/curriculum/settings';
import { STAGE_NUMBERS } from '../../../src/curriculum/settings';
import { trainingRecords } from '../../../src/groundMotion/catalogue';
import type { GroundMotion } from '../../../src/groundMotion/groundMotion';
import type { Magnitude } from '../../../src/groundMotion/synthetic';
import { MAGNITUDES } from '../../../src/groundMotion/synthetic';

function mixed(earlier_magnitudes: number, training_records: number): RunSettings {
  const stages = mapStages(PRESETS.v9.stages, (stage) => ({ ...stage, earlier_magnitudes }));
  return { ...PRESETS.v9, training_records, stages };
}

const isOf = (magnitude: Magnitude) => (record: GroundMotion) => record.name.startsWith(`${magnitude} `);
const samplesOf = (records: readonly GroundMotion[]) =>
  records.reduce((total, { acceleration }) => total + acceleration.length, 0);
/** A draw takes each record as often, so the time of a magnitude is that of its records. */
const partOf = (magnitude: Magnitude, records: readonly GroundMotion[]) =>
  samplesOf(records.filter(isOf(magnitude))) / samplesOf(records);

describe('the built-in records of a stage', () => {
  test.each(STAGE_NUMBERS)('are those of its own magnitude where no part goes to others: %i', (number) => {
    const own = PRESETS.v9.stages[number - 1].magnitude;
    expect(builtInRecords(mixed(0, 12), number)).toEqual(trainingRecords(own, 'clough-penzien', 12));
  });

  test('are as many as the stage says, where it does', () => {
    const settings = mixed(0, 12);
    const stages = mapStages(settings.stages, (stage) => ({
      ...stage,
      training_records: stage.number === 2 ? 20 : null,
    }));
    const counts = STAGE_NUMBERS.map((number) => builtInRecords({ ...settings, stages }, number).length);
    expect(counts).toEqual([12, 20, 12, 12]);
    expect(MAGNITUDES.map((magnitude) => magnitudeRecordCount({ ...settings, stages }, magnitude))).toEqual(
      counts,
    );
  });

  test('of an earlier magnitude are no more than its own stage has', () => {
    const settings = mixed(0.5, 12);
    const stages = mapStages(settings.stages, (stage) => ({
      ...stage,
      training_records: stage.number === 1 ? 3 : null,
    }));
    const ofStageTwo = builtInRecords({ ...settings, stages }, 2).filter(isOf('M4.5'));
    expect(ofStageTwo).toHaveLength(12);
    expect(new Set(ofStageTwo).size).toBe(3);
  });

  test.each<[StageNumber, number]>([
    [2, 0.1],
    [2, 0.9],
    [3, 0.25],
    [3, 0.5],
    [4, 0.3],
    [4, 0.5],
    [4, 0.77],
  ])('of stage %i go to earlier magnitudes for a part of %d, as long to each', (number, share) => {
    const settings = mixed(share, 60);
    const records = builtInRecords(settings, number);
    const own = settings.stages[number - 1].magnitude;
    expect(partOf(own, records)).toBeCloseTo(1 - share, 1);
    const earlier = MAGNITUDES.slice(0, number - 1);
    for (const magnitude of earlier) {
      expect(Math.abs(partOf(magnitude, records) - share / earlier.length)).toBeLessThan(0.012);
    }
    const all = trainingRecords(own, 'clough-penzien', 60);
    expect(samplesOf(records) / samplesOf(all)).toBeCloseTo(1, 1);
    const known = new Set(MAGNITUDES.flatMap((each) => trainingRecords(each, 'clough-penzien', 60)));
    expect(records.filter((record) => !known.has(record))).toEqual([]);
    expect(builtInRecords(settings, number)).toEqual(records);
  });

  test('have one of each magnitude at least, and repeat short ones evenly', () => {
    const few = builtInRecords(mixed(0.01, 2), 4).map(({ name }) => name.slice(0, 4));
    expect(few.toSorted()).toEqual(['M4.5', 'M5.7', 'M7.4', 'M8.4', 'M8.4']);
    const short = builtInRecords(mixed(0.9, 4), 2).filter(isOf('M4.5'));
    const times = trainingRecords('M4.5', 'clough-penzien', 4).map(
      (record) => short.filter((one) => one === record).length,
    );
    expect(Math.max(...times) - Math.min(...times)).toBeLessThanOrEqual(1);
    expect(short.length).toBe(7);
  });
});

test('earlier magnitudes are those of the stages before, each once, without the stage’s own', () => {
  expect(STAGE_NUMBERS.map((number) => earlierMagnitudes(PRESETS.v9, number))).toEqual([
    [],
    ['M4.5'],
    ['M4.5', 'M5.7'],
    ['M4.5', 'M5.7', 'M7.4'],
  ]);
  const [one, two, , four] = mixed(0.5, 10).stages;
  const stages = [
    two,
    { ...one, number: 2 },
    { ...two, number: 3 },
    four,
  ] as unknown as RunSettings['stages'];
  expect(earlierMagnitudes({ stages }, 3)).toEqual(['M4.5']);
  expect(trainedMagnitudes({ stages }, 3)).toEqual(['M5.7', 'M4.5']);
  expect(trainedMagnitudes(PRESETS.v9, 3)).toEqual(['M7.4']);
});
