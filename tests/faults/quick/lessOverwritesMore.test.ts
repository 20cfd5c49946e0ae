import * as tf from '@tensorflow/tfjs';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Disk } from '../../../src/checkpoint/store/disk';
import { fileName } from '../../../src/checkpoint/names';
import type { RunSettings } from '../../../src/curriculum/settings';
import type { TrainerEvent } from '../../../src/trainer/protocol';
import { TrainingSession } from '../../../src/trainer/trainingSession';
import { MemoryDisk } from '../../support/memoryDisk';
import { DIRECTORY, makeHost, readCheckpoint, TINY, trainUntil } from '../../support/sessions';

const [ONE, TWO, THREE, FOUR] = TINY.stages;
const STEPS = 128;
const SETTINGS: RunSettings = {
  ...TINY,
  stages: [{ ...ONE, total_timesteps: 100 * STEPS }, TWO, THREE, FOUR],
};

const afterIterations = (iterations: number) => (event: TrainerEvent) =>
  event.type === 'log' && event.record.values['time/iterations'] === iterations;

/** The engine of the next start breaks down after so many iterations. */
async function trainUntilError(disk: Disk, iterations: number) {
  const made = makeHost(disk);
  const { engine } = made.host;
  const iterate = engine.iterate.bind(engine);
  engine.iterate = (options) =>
    options.iteration < iterations ? iterate(options) : Promise.reject(new Error('The device is gone.'));
  const result = await new TrainingSession(made.host, SETTINGS, new AbortController().signal).run();
  return { ...made, result };
}

const progressOf = async (disk: Disk, name: string) =>
  (await readCheckpoint(disk, name)).state.counters.stageTimesteps;

let disk: MemoryDisk;

beforeAll(async () => {
  await tf.setBackend('cpu');
});

beforeEach(() => {
  disk = new MemoryDisk();
});

const emergencies = async () => (await disk.list('')).map(({ path }) => fileName(path));

describe('an emergency checkpoint that has less than the one of its name', () => {
  test('is real: a disk knows nothing of progress', async () => {
    await trainUntil(disk, afterIterations(6), SETTINGS);
    const path = `${DIRECTORY}/stage1_INTERRUPTED_50kN.zip`;
    const other = new MemoryDisk();
    await trainUntil(other, afterIterations(1), SETTINGS);
    await disk.write(path, await other.read(path));
    expect(await progressOf(disk, 'stage1_INTERRUPTED_50kN')).toBe(STEPS);
  });

  test('is kept beside it: interrupted, resumed, and interrupted sooner', async () => {
    await trainUntil(disk, afterIterations(6), SETTINGS);
    const bytes = await disk.read(`${DIRECTORY}/stage1_INTERRUPTED_50kN.zip`);
    const { lines } = await trainUntil(disk, afterIterations(1), SETTINGS);
    expect(await disk.read(`${DIRECTORY}/stage1_INTERRUPTED_50kN.zip`)).toEqual(bytes);
    expect(await progressOf(disk, 'stage1_INTERRUPTED_50kN_2')).toBe(STEPS);
    expect(lines()).toContain(`Emergency checkpoint saved: ${DIRECTORY}/stage1_INTERRUPTED_50kN_2.zip`);
    expect(lines()).toContainEqual(expect.stringContaining(`${6 * STEPS} timesteps into its stage`));
  });

  test('is kept beside it: an error, and an error sooner', async () => {
    expect((await trainUntilError(disk, 6)).result.outcome).toBe('error');
    await trainUntilError(disk, 1);
    expect(await progressOf(disk, 'stage1_ERROR_50kN')).toBe(6 * STEPS);
    expect(await progressOf(disk, 'stage1_ERROR_50kN_2')).toBe(STEPS);
  });

  test('however often that happens, the files do not pile up: what a start goes through, it replaces', async () => {
    for (const iterations of [6, 3, 1, 2, 4, 5])
      await trainUntil(disk, afterIterations(iterations), SETTINGS);
    expect(await emergencies()).toEqual(['stage1_INTERRUPTED_50kN.zip', 'stage1_INTERRUPTED_50kN_2.zip']);
    expect(await progressOf(disk, 'stage1_INTERRUPTED_50kN')).toBe(6 * STEPS);
    expect(await progressOf(disk, 'stage1_INTERRUPTED_50kN_2')).toBe(5 * STEPS);
    await trainUntil(disk, afterIterations(8), SETTINGS);
    expect(await progressOf(disk, 'stage1_INTERRUPTED_50kN')).toBe(8 * STEPS);
  });
});
