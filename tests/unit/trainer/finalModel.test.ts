import * as tf from '@tensorflow/tfjs';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { encodeCheckpoint } from '../../../src/checkpoint/zip/modelZip';
import type { RunSettings } from '../../../src/curriculum/settings';
import { PRESETS } from '../../../src/curriculum/presets';
import { ROBUSTNESS_ROWS } from '../../../src/evaluation/robustness';
import type { FinalEvaluation } from '../../../src/evaluation/stageEvaluation';
import { TrainingSession } from '../../../src/trainer/trainingSession';
import { MemoryDisk } from '../../support/memoryDisk';
import {
  DIRECTORY,
  isTrained,
  makeHost,
  readCheckpoint,
  TINY,
  trainOnly,
  trainUntil,
} from '../../support/sessions';

const FINAL = 'final_v9_advanced';
const NAMES = ['stage1_50kN', 'stage2_100kN', 'stage3_150kN', 'stage4_150kN', FINAL];

/** A run that is complete, whose final evaluation, which takes longer than the test, has stand-ins for some of its rows. */
const trained = new MemoryDisk();
let disk: MemoryDisk;

async function evaluatedWith(rows: number): Promise<FinalEvaluation> {
  const checkpoint = await readCheckpoint(trained, FINAL);
  const robustness = Array.from({ length: rows }, (_, i) => ({
    condition: 'latency',
    magnitude: 'M4.5' as const,
    force_limit_kN: 150,
    peaks: { lqr: [i], ppo: [i] },
  }));
  const finalEvaluation = { stages: [{ ...checkpoint.evaluations[0], stage: null }], robustness };
  await disk.write(`${DIRECTORY}/${FINAL}.zip`, await encodeCheckpoint({ ...checkpoint, finalEvaluation }));
  return finalEvaluation;
}

beforeAll(async () => {
  await tf.setBackend('cpu');
  await trainOnly(trained);
});

beforeEach(async () => {
  disk = new MemoryDisk();
  for (const name of NAMES) {
    const path = `${DIRECTORY}/${name}.zip`;
    await disk.write(path, await trained.read(path));
  }
});

describe('a complete run that is started again', () => {
  /** On another device, as after a move to a cluster. */
  async function startElsewhere(settings: RunSettings) {
    const made = makeHost(disk);
    const host = { ...made.host, device: 'elsewhere' };
    const result = await new TrainingSession(host, settings, new AbortController().signal).run();
    host.engine.dispose();
    return { ...made, result };
  }

  test.each<[string, RunSettings]>([
    ['another seed', { ...TINY, seed: 5 }],
    ['another preset', { ...PRESETS.calm, policy: TINY.policy }],
    ['its own settings', TINY],
  ])('with %s keeps its final model as it was trained and evaluated, byte for byte', async (_, settings) => {
    await evaluatedWith(ROBUSTNESS_ROWS);
    const before = await disk.read(`${DIRECTORY}/${FINAL}.zip`);
    const { result, events } = await startElsewhere(settings);
    expect(result.outcome).toBe('complete');
    expect(await disk.read(`${DIRECTORY}/${FINAL}.zip`)).toEqual(before);
    expect(events.filter(({ type }) => type === 'robustness')).toHaveLength(1);
  });

  test('and lost its final model makes it anew as the last stage was trained', async () => {
    await disk.delete([`${DIRECTORY}/${FINAL}.zip`]);
    await trainUntil(disk, isTrained, { ...PRESETS.calm, policy: TINY.policy });
    const { settings, engine, device } = await readCheckpoint(disk, FINAL);
    const last = await readCheckpoint(disk, 'stage4_150kN');
    expect({ settings, engine, device }).toEqual({
      settings: last.settings,
      engine: last.engine,
      device: last.device,
    });
  });

  test('under another name keeps its final evaluation', async () => {
    const evaluation = await evaluatedWith(ROBUSTNESS_ROWS);
    const moved = new MemoryDisk();
    for (const name of NAMES) {
      await moved.write(`${DIRECTORY}/renamed/${name}.zip`, await disk.read(`${DIRECTORY}/${name}.zip`));
    }
    disk = moved;
    await startElsewhere({ ...TINY, run: 'renamed' });
    const final = await readCheckpoint(disk, `renamed/${FINAL}`);
    expect(final.settings.run).toBe('renamed');
    expect(final.finalEvaluation).toEqual(evaluation);
  });

  test('and is interrupted at once keeps what an earlier session found', async () => {
    const evaluation = await evaluatedWith(3);
    await trainUntil(disk, isTrained);
    expect((await readCheckpoint(disk, FINAL)).finalEvaluation).toEqual(evaluation);
  });
});
