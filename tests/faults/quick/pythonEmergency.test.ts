import * as tf from '@tensorflow/tfjs';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { decodeModelZip } from '../../../src/checkpoint/zip/modelZip';
import type { RunSettings } from '../../../src/curriculum/settings';
import { TrainingSession } from '../../../src/trainer/trainingSession';
import type { TrainerEvent } from '../../../src/trainer/protocol';
import { MemoryDisk } from '../../support/memoryDisk';
import { asSavedByPython } from '../../support/pythonModel';
import { DIRECTORY, makeHost, TINY, trainUntil } from '../../support/sessions';

const STEPS = 128;
const [ONE, TWO, THREE, FOUR] = TINY.stages;
const SETTINGS: RunSettings = {
  ...TINY,
  stages: [ONE, { ...TWO, total_timesteps: 8 * STEPS }, THREE, FOUR],
};
const STAGE_1 = `${DIRECTORY}/stage1_50kN.zip`;
const INTERRUPTED = `${DIRECTORY}/stage2_INTERRUPTED_100kN.zip`;

const isStage2After = (iterations: number) => (event: TrainerEvent) =>
  event.type === 'log' && event.record.stage === 2 && event.record.values['time/iterations'] === iterations;

/** The zips that Python has in the middle of stage 2, in the middle of its fourth rollout. */
const python = new MemoryDisk();
let disk: MemoryDisk;

beforeAll(async () => {
  await tf.setBackend('cpu');
  const own = new MemoryDisk();
  await trainUntil(own, isStage2After(3), SETTINGS);
  const interrupted = await own.read(INTERRUPTED);
  await python.write(STAGE_1, await asSavedByPython(await own.read(STAGE_1)));
  await python.write(
    INTERRUPTED,
    await asSavedByPython(interrupted, { num_timesteps: 256 + 3 * STEPS + 40, _num_timesteps_at_start: 256 }),
  );
});

beforeEach(async () => {
  disk = new MemoryDisk();
  for (const { path } of await python.list('')) await disk.write(path, await python.read(path));
});

test('a checkpoint that Python left is real: it has nothing of ours, and the place within its stage', async () => {
  const decoded = await decodeModelZip(await disk.read(INTERRUPTED));
  expect(decoded).toMatchObject({
    origin: 'stable-baselines3',
    model: { numTimesteps: 256 + 3 * STEPS + 40, stageTimesteps: 3 * STEPS + 40 },
  });
});

describe('a plain start beside what Python left in the middle of a stage', () => {
  test('neither replaces it by an automatic save nor deletes it at the stage’s end', async () => {
    const isStage3 = (event: TrainerEvent) => event.type === 'stage' && event.stage === 3;
    const { events, lines } = await trainUntil(disk, isStage3, SETTINGS);
    const saved = events.flatMap((event) => (event.type === 'saved' ? [event.path] : []));
    expect(saved).toContain(`${DIRECTORY}/stage2_INTERRUPTED_100kN_2.zip`);
    expect(saved).not.toContain(INTERRUPTED);
    expect(await disk.read(INTERRUPTED)).toEqual(await python.read(INTERRUPTED));
    expect((await disk.list('')).filter(({ path }) => path.includes('stage2_INTERRUPTED'))).toHaveLength(1);
    expect(lines()).toContain(
      `Kept as it is: ${INTERRUPTED}, ${3 * STEPS + 40} timesteps into its stage - this training did not write it, and saves beside it`,
    );
  });
});

describe('continued from what Python left in the middle of a stage, training', () => {
  test('goes on at the place that the zip tells, and ends where the stage does', async () => {
    const made = makeHost(disk);
    const controller = new AbortController();
    const emit = (event: TrainerEvent) => {
      made.host.emit(event);
      if (event.type === 'stage' && event.stage === 3) controller.abort();
    };
    const session = new TrainingSession({ ...made.host, emit }, SETTINGS, controller.signal);
    await session.continueFrom(INTERRUPTED, 2);
    expect(made.lines()).toContain(`Will continue Stage 2/4 after ${3 * STEPS + 40} timesteps`);
    const records = made.events.flatMap((event) => (event.type === 'log' ? [event.record.values] : []));
    expect(records.map((values) => values['time/total_timesteps'])).toEqual(
      [1, 2, 3, 4, 5].map((iteration) => 256 + (3 + iteration) * STEPS + 40),
    );
    // The random numbers of iterations are those of a fifth and later ones, not of the first again.
    expect(records.map((values) => values['time/iterations'])).toEqual([5, 6, 7, 8, 9]);
    expect(await disk.read(INTERRUPTED)).toEqual(await python.read(INTERRUPTED));
  });

  test('begins the stage’s timesteps anew only where the zip does not tell of any', async () => {
    const zip = await asSavedByPython(await own(), { _num_timesteps_at_start: undefined });
    const decoded = await decodeModelZip(zip);
    expect(decoded.origin === 'stable-baselines3' && decoded.model.stageTimesteps).toBe(0);
    const reset = await asSavedByPython(await own(), { num_timesteps: 384, _num_timesteps_at_start: 0 });
    const again = await decodeModelZip(reset);
    expect(again.origin === 'stable-baselines3' && again.model.stageTimesteps).toBe(384);
  });
});

async function own(): Promise<Uint8Array<ArrayBuffer>> {
  const fresh = new MemoryDisk();
  await trainUntil(fresh, (event) => event.type === 'log', SETTINGS);
  return fresh.read(`${DIRECTORY}/stage1_INTERRUPTED_50kN.zip`);
}
