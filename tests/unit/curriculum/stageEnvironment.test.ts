import { describe, expect, test } from 'vitest';
import { compile } from '../../../src/building/building';
import { PRESETS } from '../../../src/curriculum/presets';
import { mapStages } from '../../../src/curriculum/recipes/mapStages';
import { STAGE_NUMBERS } from '../../../src/curriculum/settings';
import { stageEnvironment } from '../../../src/curriculum/stageEnvironment';
import { RecordMissingError } from '../../../src/curriculum/recordLibrary';
import { withRecordUses } from '../../../src/curriculum/runRecords';
import type { GroundMotion } from '../../../src/groundMotion/groundMotion';
import { peakGroundAcceleration } from '../../../src/groundMotion/groundMotion';
import { trainingRecords } from '../../../src/groundMotion/catalogue';

const stages = mapStages(PRESETS.v9.stages, (stage) => ({ ...stage, stroke_limit_m: 0.5 + stage.number }));

test.each(STAGE_NUMBERS)('stage %i trains on its magnitude under its force limit in N', (number) => {
  const settings = {
    ...PRESETS.v9,
    n_envs: 6,
    integrator: 'v9',
    spectrum: 'kanai-tajimi',
    training_records: 12,
    control_period: 5,
    reward: { velocity_weight: 0.1, exponent: 2, relative: true, stroke_weight: 3 },
    advantage_baseline: 'uncontrolled',
    staggered_starts: true,
    randomisation: { ...PRESETS.v9.randomisation, latency_steps: 2 },
  } as const;
  const magnitude = (['M4.5', 'M5.7', 'M7.4', 'M8.4'] as const)[number - 1];
  expect(stageEnvironment({ ...settings, stages }, number)).toEqual({
    count: 6,
    building: compile(),
    integrator: 'v9',
    forceLimit: [50_000, 100_000, 150_000, 150_000][number - 1],
    controlPeriod: 5,
    reward: settings.reward,
    strokeLimit: 0.5 + number,
    advantageBaseline: 'uncontrolled',
    staggeredStarts: true,
    records: trainingRecords(magnitude, 'kanai-tajimi', 12),
    randomisation: settings.randomisation,
  });
});

describe('records of the user', () => {
  const digest = '00112233445566ff';
  const recorded: GroundMotion = {
    name: 'as it is called now',
    dt: 0.005,
    acceleration: Float64Array.from({ length: 4001 }, (_, k) => 2 * Math.sin(0.02 * k)),
  };
  const library = new Map([[digest, recorded]]);
  const use = (pga_g: number | null) =>
    withRecordUses(PRESETS.v9, 2, 'training', [{ name: 'Kobe', digest, pga_g }]);

  test('join the built-in ones of their stage only, at 50 Hz', () => {
    const { records } = stageEnvironment(use(null), 2, library);
    expect(records.slice(0, 10)).toEqual(trainingRecords('M5.7', 'clough-penzien', 10));
    const own = records.at(-1);
    expect(own).toMatchObject({ name: 'Kobe', dt: 0.02 });
    expect(own?.acceleration).toHaveLength(1001);
    own?.acceleration.forEach((value, k) => expect(value).toBeCloseTo(recorded.acceleration[4 * k], 12));
    expect(stageEnvironment(use(null), 1, library).records).toEqual(
      trainingRecords('M4.5', 'clough-penzien', 10),
    );
  });

  test('are repeated until they last as long as the built-in ones', () => {
    const samples = (records: readonly GroundMotion[]) =>
      records.reduce((total, { acceleration }) => total + acceleration.length, 0);
    const { records } = stageEnvironment({ ...use(null), training_records: 100 }, 2, library);
    const own = records.slice(100);
    expect(new Set(own).size).toBe(1);
    expect(samples(own) / samples(records.slice(0, 100))).toBeCloseTo(1, 2);
    const long = { ...recorded, dt: 2 };
    expect(stageEnvironment(use(null), 2, new Map([[digest, long]])).records).toHaveLength(11);
  });

  test('are scaled to the wanted peak after they are resampled', () => {
    const scaled = stageEnvironment(use(0.4), 2, library).records.at(-1);
    expect(scaled && peakGroundAcceleration(scaled)).toBeCloseTo(0.4, 12);
  });

  test('that are held out are not trained on', () => {
    const settings = withRecordUses(PRESETS.v9, 2, 'held_out', [{ name: 'Kobe', digest, pga_g: null }]);
    expect(stageEnvironment(settings, 2, library).records).toHaveLength(10);
  });

  test('that are not here are an error that says which and what to do', () => {
    expect(() => stageEnvironment(use(null), 2)).toThrow(RecordMissingError);
    expect(() => stageEnvironment(use(null), 2)).toThrow(
      /"Kobe".*00112233445566ff.*Nothing was trained.*Add its file/,
    );
  });
});
