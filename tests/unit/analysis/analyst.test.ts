import { beforeEach, describe, expect, test } from 'vitest';
import { analyst } from '../../../src/analysis/analyst';
import { PRESETS } from '../../../src/curriculum/presets';
import { Pace } from '../../../src/evaluation/pace';
import { firstResponse } from '../../../src/evaluation/stageEvaluation';
import { foldedParameters } from '../../../src/ppo/foldedNetwork';
import { evaluateStage } from '../../../src/evaluation/evaluateStage';
import { peakGroundAcceleration } from '../../../src/groundMotion/groundMotion';
import { encodeCheckpoint } from '../../../src/checkpoint/zip/modelZip';
import { exampleCheckpoint } from '../../support/checkpoints';
import { MemoryDisk } from '../../support/memoryDisk';

const PATH = 'models/rl_v9_advanced/stage2_INTERRUPTED_100kN.zip';
const checkpoint = exampleCheckpoint();
const settings = PRESETS.smoke;
const STAGE = { number: 2, magnitude: 'M5.7', force_limit_kN: 100, stroke_limit_m: null } as const;
const pace = Pace.uninterrupted();
const builtIn = { of: 'built-in', magnitude: 'M5.7' } as const;
const csv = (samples: readonly number[]) =>
  new TextEncoder().encode(
    `time_s,acceleration_ms2\n${samples.map((value, k) => `${(k * 0.01).toFixed(2)},${value}`).join('\n')}\n`,
  );

describe('the analyst', () => {
  let disk: MemoryDisk;
  let calls: ReturnType<typeof analyst>;

  beforeEach(async () => {
    disk = new MemoryDisk();
    calls = analyst(disk);
    await disk.write(PATH, await encodeCheckpoint(checkpoint));
  });

  /** The checkpoint, played under the page's settings and evaluated under its own. */
  async function playedAndEvaluated(own: typeof checkpoint.settings) {
    const policy = { of: 'checkpoint', path: PATH } as const;
    const playback = await calls.play({ policy, record: builtIn, stage: STAGE, settings });
    const evaluation = await evaluateStage({ policy: checkpoint.state, settings: own, stage: STAGE }, pace);
    return { playback, evaluation };
  }

  test('plays a checkpoint with the numbers of its evaluation', async () => {
    const { playback, evaluation } = await playedAndEvaluated(checkpoint.settings);
    expect(playback.controlled?.metrics).toEqual(firstResponse(evaluation, 'ppo'));
    expect(playback.uncontrolled.metrics).toEqual(firstResponse(evaluation, 'uncontrolled'));
    expect(playback.record.name).toBe(evaluation.records[0]);
    for (const of of ['lqr', 'passive'] as const) {
      const other = await calls.play({ policy: { of }, record: builtIn, stage: STAGE, settings });
      expect(other.controlled?.metrics).toEqual(firstResponse(evaluation, of));
    }
  });

  test('plays a checkpoint under the settings that it was trained with', async () => {
    const own = {
      ...checkpoint,
      settings: { ...checkpoint.settings, integrator: 'v9', control_period: 3 },
    } as const;
    await disk.write(PATH, await encodeCheckpoint(own));
    const { playback, evaluation } = await playedAndEvaluated(own.settings);
    expect(playback.controlled?.metrics).toEqual(firstResponse(evaluation, 'ppo'));
  });

  test('plays the parameters of a policy under way, or nobody', async () => {
    const { architecture } = checkpoint.state;
    const parameters = foldedParameters(checkpoint.state);
    const policy = { of: 'parameters', architecture, parameters } as const;
    const playback = await calls.play({ policy, record: builtIn, stage: STAGE, settings });
    const evaluation = await evaluateStage({ policy: checkpoint.state, settings, stage: STAGE }, pace);
    expect(playback.controlled?.metrics).toEqual(firstResponse(evaluation, 'ppo'));
    const nobody = await calls.play({
      policy: { of: 'none' },
      record: builtIn,
      stage: STAGE,
      settings,
    });
    expect(nobody.controlled).toBeNull();
  });

  test('a checkpoint that is gone is an error that names it', async () => {
    const policy = { of: 'checkpoint', path: 'models/rl_v9_advanced/stage1_50kN.zip' } as const;
    const attempt = calls.play({ policy, record: builtIn, stage: STAGE, settings });
    await expect(attempt).rejects.toThrow(/There is no file .*stage1_50kN/);
  });

  test('looks into files, keeps a record, and plays it scaled', async () => {
    const samples = Array.from({ length: 400 }, (_, k) => Math.sin(0.06 * k));
    const readings = await calls.readRecords([
      { fileName: 'mine.csv', bytes: csv(samples) },
      { fileName: 'bad.csv', bytes: csv([1]) },
    ]);
    expect(readings[1]).toEqual({
      fileName: 'bad.csv',
      problem: expect.stringMatching(/^bad\.csv: it has fewer than two samples/) as string,
      quantity: null,
    });
    const [good] = readings;
    if (!('summary' in good)) throw new Error(good.problem);
    expect(good.summary).toMatchObject({ name: 'mine', dt: 0.01 });
    expect(good.summary.duration).toBeCloseTo(3.99, 12);
    expect(good.summary.pga_g).toBeCloseTo(1 / 9.80665, 3);
    expect(good.summary.spectrum.acceleration).toHaveLength(96);
    expect(await calls.ownRecords(null)).toEqual([]);

    await calls.addRecord({ ...good.summary, name: 'renamed before' });
    const [stored] = await calls.ownRecords(null);
    expect(stored).toMatchObject({ name: 'renamed before', problem: null });
    expect(stored.summary).toEqual({ ...good.summary, name: 'renamed before' });

    await calls.renameRecord({ path: stored.path, name: 'after' });
    const use = { name: 'after', digest: stored.digest, pga_g: 0.5 };
    const playback = await calls.play({
      policy: { of: 'none' },
      record: { of: 'own', use },
      stage: STAGE,
      settings,
    });
    expect(playback.record.name).toBe('after');
    expect(playback.record.dt).toBe(0.02);
    expect(peakGroundAcceleration(playback.record)).toBeCloseTo(0.5, 12);

    await calls.deleteRecord({ path: 'records/after.csv' });
    expect(await calls.ownRecords(null)).toEqual([]);
    const attempt = calls.play({
      policy: { of: 'none' },
      record: { of: 'own', use },
      stage: STAGE,
      settings,
    });
    await expect(attempt).rejects.toThrow(/"after".*not stored here/);
  });

  test('shows a damaged record with the reason instead of hiding it', async () => {
    await disk.write('records/broken.csv', new TextEncoder().encode('nonsense'));
    const [broken] = await calls.ownRecords(null);
    expect(broken).toMatchObject({ name: 'broken', summary: null });
    expect(broken.problem).toMatch(/^broken\.csv: it has no line of numbers/);
  });

  test('summarises the held-out record of a magnitude first, then those to train on', async () => {
    const records = await calls.builtInRecords({ magnitude: 'M4.5', spectrum: 'kanai-tajimi' });
    expect(records.map(({ name }) => name)).toEqual([
      'M4.5 held-out 1',
      ...Array.from({ length: 10 }, (_, i) => `M4.5 training ${i + 1}`),
    ]);
    expect(records[3].pga_g).toBeCloseTo(0.25, 12);
  });
});
